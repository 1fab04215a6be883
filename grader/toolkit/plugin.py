"""The pytest plugin of one exam: fixtures for the hidden tests, and each test's result as a value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, Protocol

import hypothesis
import msgspec
import pytest
from hypothesis.errors import Flaky

from ...base.strangers_text import printable
from ...report.causes import missing
from ...report.report import Cause, Moment
from ...sandbox.child import ChildGone, ChildOverdue
from ...sandbox.protocol import ProtocolBroken
from .causes import cause_of, first_slip, named_in
from .finding import Unmet
from .lines import Lines
from .raising import SourceOf
from .result import TestResult
from .smallest import smallest
from .subject import Raised, Subject
from .wire import Handler, Refused

MARK = "check"
LONG = "long"
MAX_WORDS = 2_000
"""Characters of one sentence of a finding; what was seen may come from a stranger."""


class Launcher(Protocol):
    """Starts the submission in a fresh process."""

    def __call__(
        self,
        wires: Mapping[str, Handler | Lines | Refused],
        environment: Mapping[str, str],
        *,
        starts_at: float | None = None,
    ) -> Subject: ...


class ExamPlugin:
    """Runs within one stage's tests; tells each result as it comes."""

    def __init__(
        self,
        *,
        stage: int,
        tests_of: int,
        seed: str,
        launcher: Launcher,
        tell: Callable[[TestResult], None],
        source_of: SourceOf,
        takes: Callable[[int], bool] | None = None,
    ) -> None:
        self._stage, self._tests_of, self._seed = stage, tests_of, seed
        self._launcher, self._tell, self._takes = launcher, tell, takes
        self._source_of = source_of
        self._subjects: list[Subject] = []
        self._numbers: dict[pytest.Item, int] = {}
        self.troubles: list[str] = []

    @pytest.fixture
    def stage(self) -> int:
        """The number of the stage being graded."""
        return self._stage

    @pytest.fixture
    def source_of(self) -> SourceOf:
        """Gives the submission's file at a path, as it was handed in; empty where there is none."""
        return self._source_of

    @pytest.fixture
    def launch(self) -> Iterator[Launcher]:
        """Starts the submission in a fresh process; all of them end with the test."""

        def start(
            wires: Mapping[str, Handler | Lines | Refused],
            environment: Mapping[str, str],
            *,
            starts_at: float | None = None,
        ) -> Subject:
            subject = self._launcher(wires, environment, starts_at=starts_at)
            self._subjects.append(subject)
            return subject

        yield start
        while self._subjects:
            self._subjects.pop().close()

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", f"{MARK}(id): the check that this test decides")
        config.addinivalue_line(
            "markers", "brief(*begins, inputs): the sentences that this test tests, with what"
        )
        config.addinivalue_line(
            "markers", f"{LONG}: begins before the others where tests run beside each other"
        )

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for number, item in enumerate(items):
            self._numbers[item] = number
            test = getattr(item, "obj", None)
            if test is not None and hypothesis.is_hypothesis_test(test):
                drawn = hashlib.sha256(f"{self._seed}/{item.name}".encode()).digest()[:8]
                hypothesis.seed(int.from_bytes(drawn, "big"))(test)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """From here on pytest reads no source to show how a test failed: nobody would see it."""
        session.config.option.tbstyle = "no"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.troubles.append(str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """In a lane: runs what this one takes, each test by itself. Else pytest runs all, as it does."""
        if self._takes is None or session.testsfailed:
            return None
        for item in sorted(session.items, key=lambda item: item.get_closest_marker(LONG) is None):
            if self._takes(self._numbers[item]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        report: Any = yield
        error = _cause(call.excinfo.value) if call.excinfo else None
        if isinstance(error, Unmet):
            error = _smallest(getattr(item, "obj", None), error)
        if call.when == "call" or error is not None:
            for mark in item.iter_markers(MARK):
                result = self._result(mark.args[0], error)
                self._tell(msgspec.structs.replace(result, number=self._numbers[item]))
        return report  # how a pytest hook wrapper hands its result on

    def _result(self, check: str, cause: BaseException | None) -> TestResult:
        told = [subject for subject in self._subjects if not subject.is_aside]
        acted = any(subject.has_acted for subject in told)
        if cause is None:
            return TestResult(check=check, stage=self._tests_of, outcome="passed", acted=acted)
        moments = tuple(told[-1].moments) if told else ()
        if isinstance(cause, Unmet):
            return TestResult(
                check=check,
                stage=self._tests_of,
                outcome="failed",
                expected=_words(cause.expected),
                seen=_words(cause.seen),
                cause=self._why(cause),
                acted=acted,
                moments=_last_call(moments) if cause.moments else moments,
                expected_moments=cause.moments,
                places=cause.places,
            )
        ended = _ending(cause)
        if ended:
            return TestResult(
                check=check,
                stage=self._tests_of,
                outcome="failed",
                expected="the call comes back, or raises, in the same process",
                seen=_words(ended),
                ended_child=True,
                cause=missing(ended, unwritten=False),
                acted=acted,
                moments=moments,
            )
        if isinstance(cause, Flaky):
            return TestResult(
                check=check,
                stage=self._tests_of,
                outcome="failed",
                expected="the same behaviour for the same input, each time",
                seen="what failed for an input did not fail when the same input was tried again",
                acted=acted,
                moments=moments,
            )
        return TestResult(
            check=check,
            stage=self._tests_of,
            outcome="could-not-run",
            seen=_words(f"{type(cause).__name__}: {cause}"),
        )

    def _why(self, finding: Unmet) -> Cause | None:
        """What the finding says is missing; else the error that its words name, or that it brings."""
        if finding.missing:
            return missing(finding.missing)
        told_of = (subject for subject in self._subjects if not subject.is_aside)
        errors = [error for subject in told_of for error in subject.errors]
        error = named_in(finding.seen, errors)
        if error is None and isinstance(finding.outcome, Raised):
            error = finding.outcome
        return cause_of(first_slip(error, errors)) if error is not None else None


def _smallest(test: object, finding: Unmet) -> Unmet:
    """The finding for the smallest input; as it is where that ends the process, which is another finding."""
    try:
        return smallest(test, finding)
    except (ChildGone, ChildOverdue, ProtocolBroken):
        return finding


def _words(text: str) -> str:
    """A sentence for the report, with nothing invisible in it and not without end."""
    return printable(text[:MAX_WORDS])


def _last_call(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """From the last call of a client function on: a script tells of no other."""
    calls = [place for place, moment in enumerate(moments) if moment.kind == "call"]
    return moments[calls[-1] :] if calls else moments


def _cause(error: BaseException) -> BaseException:
    """The finding within what hypothesis wraps around it: code that draws by chance may fail only once."""
    if isinstance(error, BaseExceptionGroup):
        found = [_cause(inner) for inner in error.exceptions]
        return next((inner for inner in found if isinstance(inner, Unmet) or _ending(inner)), found[0])
    return error


def _ending(error: BaseException) -> str:
    """How the child ended, in words; empty when it is not about that."""
    if isinstance(error, ChildGone):
        return f"the process ended during the call: {error.reason}"
    if isinstance(error, ChildOverdue):
        limit = f"within {error.seconds:g} s"
        return f"{error.what} did not come back {limit} (an endless loop, or a wait without a time-out?)"
    if isinstance(error, ProtocolBroken):
        return f"the process sent an answer that cannot be read: {error}"
    return ""
