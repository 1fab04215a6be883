"""The hidden tests of one submission, run in a process of the grader's own: `python -m kata.grader.exam.process`.

The process loads pytest and hypothesis once, then forks for every job, so that grading twice does not
pay for loading twice and no job sees another's state. Jobs come as frames on standard input, results go
as frames to standard output; whatever a test prints goes nowhere. The trainee's code is never in here:
it runs in the children of the job's jail. Who sends the jobs imports this module, too; so what loads pytest is imported
in the functions that need it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from ...base.decoding import converted
from ...base.strangers_text import printable
from ...report.causes import missing
from ...report.report import SandboxNote
from ...sandbox.child import ChildGone, ChildOverdue
from ...sandbox.jail import Jail, driver_folder
from ...sandbox.ladder import RUNGS, Mounts, keeps_apart
from ...sandbox.limits import Limits
from ...sandbox.protocol import Frames, ProtocolBroken
from ..toolkit.causes import cause_of
from ..toolkit.subject import Budget, Raised, Returned, Subject
from .lanes import Lane, in_lanes
from .picture import picture_of
from .told import MAX_ROWS, Again, Done, Looked, Ran, Tangled, Trouble, Unloadable, say

UNUSED_PLUGINS = ("cacheprovider", "terminal", "unraisableexception", "threadexception", "logging", "doctest")
"""Of pytest's own: they write files, or cost time (a full garbage collection after each stage)."""
_WITHOUT = tuple(word for name in UNUSED_PLUGINS for word in ("-p", f"no:{name}"))
MAX_LOST_CHILDREN = 3
"""Children that may hang before no more are started: an endless loop must not cost minutes."""
CALL_SECONDS = 10.0
"""Real time for one call: a hundred times what the slowest right design takes, time-outs apart."""
EXAM_CALLS_SECONDS = 800.0
"""Real time for all calls together; the slowest right design on a loaded machine takes a quarter of it."""
OPEN_FILES = 8_192
"""Of the exam process, where the machine allows it: connections are opened at the submission's will."""
MAX_NAME = 300
"""Characters of one name or path that a child tells."""
MAX_LINE = 10_000_000
"""Of a source file: no file that is read has as many."""
MAX_WORDS = 2_000
"""Characters of what went wrong."""


@dataclass(frozen=True)
class Deadlines:
    """Real seconds: for one call, and for all calls of one exam together."""

    call: float = CALL_SECONDS
    exam: float = EXAM_CALLS_SECONDS


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One exam. Folders are absolute; `tests` are (stage, folder of its hidden tests), in order.

    `tree` is the materialised submission, `support` the folder of the kata's own package that its tests
    share, empty where it has none, `preload` the modules that the submission imports anyway, `watched` what the
    kata's packages are imported as, `roots` the modules whose running objects are drawn, `seconds` the real time
    that one call may take, `exam_seconds` that of all calls together; `stop_at_first` ends a stage's tests at the
    first that fails. `lanes` are the processes that may share the tests, where the walls keep their children apart.
    """

    stage: int
    tests: tuple[tuple[int, str], ...]
    tree: str
    packages: str
    support: str
    rung: str
    seed: str
    seams: tuple[str, ...]
    preload: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    seconds: float = CALL_SECONDS
    exam_seconds: float = EXAM_CALLS_SECONDS
    stop_at_first: bool = False
    lanes: int = 1
    limits: dict[str, float] = {}


def main() -> None:
    """Serves jobs until standard input closes."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    _load()
    frames = Frames()
    while True:
        data = os.read(0, 1 << 16)
        if not data:
            return
        for message in frames.feed(data):
            pid = os.fork()
            if pid == 0:
                os.setpgid(0, 0)
                os.dup2(nowhere, 0)  # the jobs to come are no business of this one
                _work(message, answers)
                os._exit(0)
            _, status = os.waitpid(pid, 0)
            say(answers, Done(status=os.waitstatus_to_exitcode(status)))


def _load() -> None:
    """Loads, and computes once, what every job needs: a forked job has it already."""
    import pytest  # noqa: F401
    from hypothesis import given, settings
    from hypothesis import strategies as st

    from ..toolkit import plugin  # noqa: F401

    @settings(max_examples=1, database=None)
    @given(st.text(), st.from_regex("[0-9]"))
    def draw(_text: str, _digit: str) -> None:
        """Makes hypothesis build its tables of characters."""

    draw()


def _work(message: Mapping[str, Any], answers: int) -> None:
    tell = partial(say, answers)
    try:
        examine(converted(message, Job), tell)
    except BaseException as error:
        words = str(error) or type(error).__name__
        tell(Trouble(trouble=printable(f"{type(error).__name__}: {words}"[:MAX_WORDS])))


def examine(job: Job, tell: Callable[[Any], None]) -> None:
    """Runs the job's tests, telling each `TestResult`, then what else was seen of the running code.

    In several lanes results come in any order. After `Again` all that was told before counts no more.
    """
    if job.lanes > 1 and not job.stop_at_first and keeps_apart(job.rung):
        share = msgspec.structs.replace(job, exam_seconds=job.exam_seconds / job.lanes)
        if in_lanes(job.lanes, lambda lane, tell_lane: _run(share, tell_lane, lane), tell):
            return
        tell(Again())
    _run(job, tell)


def _run(job: Job, tell: Callable[[Any], None], lane: Lane | None = None) -> None:
    """The job's tests, or those that this lane takes."""
    import pytest

    from ..toolkit.plugin import ExamPlugin

    rung = next(rung for rung in RUNGS if rung.name == job.rung)
    limits = converted({**msgspec.to_builtins(Limits()), **job.limits}, Limits)
    mounts = Mounts(tree=Path(job.tree), driver=driver_folder(), packages=Path(job.packages))
    sys.dont_write_bytecode = True
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES if most < 0 else min(OPEN_FILES, most), most))
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="kata-exam-", dir=lane.folder if lane else None)
        )
        os.chdir(folder)
        on_tangled = (lambda: tell(Tangled())) if lane else (lambda: None)
        launcher = _Launcher(lambda: Jail(rung.command(mounts, limits)), job, on_tangled)
        stack.callback(lambda: tell(Ran(rows=tuple(sorted(tuple(launcher.rows)[:MAX_ROWS])))))
        stack.callback(launcher.close)
        fixtures = _fixtures(job)
        if lane is None or lane.is_first:
            first = launcher.first_look(
                getattr(fixtures, "first_look", lambda launch, _stage: launch({}, {}))
            )
            tell(first)
            if isinstance(first, Unloadable):
                return
        at_most = ("--maxfail=1",) if job.stop_at_first else ()
        # Where one failure is enough, it is soonest found in what the last stage asks for.
        for stage, tests in job.tests[:: -1 if job.stop_at_first else 1]:
            plugin = ExamPlugin(
                stage=job.stage,
                tests_of=stage,
                seed=job.seed,
                launcher=launcher,
                tell=tell,
                source_of=partial(submitted, Path(job.tree)),
                takes=partial(lane.takes, stage) if lane else None,
            )
            code = pytest.main(
                [
                    # names of test modules come from the path below the root: the stage must be in them
                    *("-c", os.devnull, "--rootdir", str(Path(tests).parent.parent), "--confcutdir", tests),
                    *("--noconftest", "--import-mode=importlib", "--assert=plain", "-W", "ignore"),
                    *("--capture=no", *_WITHOUT, *at_most, tests),
                ],
                plugins=[plugin, *([fixtures] if fixtures else [])],
            )
            if job.stop_at_first and code == pytest.ExitCode.TESTS_FAILED:
                return
            if plugin.troubles or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                reason = plugin.troubles[0] if plugin.troubles else f"pytest ended with {int(code)}"
                tell(Trouble(trouble=f"The hidden tests of stage {stage} could not be run: {reason}"))


def submitted(tree: Path, path: str) -> bytes:
    """The submission's file at a path that a child told; empty where there is no such file."""
    try:
        file = (tree / path).resolve()
        if file.is_relative_to(tree.resolve()) and file.is_file():
            return file.read_bytes()
    except (OSError, ValueError):  # no path at all: the words are a stranger's
        pass
    return b""


def _fixtures(job: Job) -> ModuleType | None:
    """The fixtures that the kata's own package gives to its tests."""
    if not job.support:
        return None
    support = Path(job.support)
    sys.path.insert(0, str(support.parent))
    return importlib.import_module(f"{support.name}.fixtures")


class _Launcher:
    """Starts subjects in one jail, in a new one when a submission has ended it, and not without end.

    `on_tangled` is called whenever what happens now may change how a later test goes.
    """

    def __init__(self, make: Callable[[], Any], job: Job, on_tangled: Callable[[], None]) -> None:
        self._make, self._job, self._on_tangled = make, job, on_tangled
        self._jail: Jail | None = None
        self._lost = 0
        self._why = ""
        self._budget: Budget | None = None
        self._looks_left = MAX_LOST_CHILDREN
        self.rows: dict[tuple[str, str, int, str, str], None] = {}

    def __call__(self, wires: Any, environment: Mapping[str, str], *, starts_at: float | None = None) -> Any:
        if self._lost >= MAX_LOST_CHILDREN:
            raise ChildGone(self._why) if self._why else ChildOverdue(self._job.seconds)
        try:
            return self._subject(wires, environment, starts_at)
        except ChildGone as error:
            # A submission may have ended the whole jail in an earlier test: this one gets a new jail, once.
            self.close()
            self._lost, self._why = self._lost + 1, error.reason
            self._on_tangled()
            return self._subject(wires, environment, starts_at)

    def _subject(self, wires: Any, environment: Mapping[str, str], starts_at: float | None) -> Subject:
        if self._budget is None:
            self._budget = Budget(self._job.exam_seconds)
        if self._jail is None:
            self._jail = self._make()
            if self._job.preload or self._job.watched:
                self._jail.preload(self._job.preload, self._job.watched)
        return Subject(
            self._jail.fork,
            wires,
            environment,
            paths=tuple(self._jail.paths),
            seconds=self._job.seconds,
            starts_at=starts_at,
            budget=self._budget,
            on_overdue=self._overdue,
            on_tangled=self._on_tangled,
            last_look=self._last_look if self._job.stage > 1 else lambda _subject: None,
        )

    def _last_look(self, subject: Any) -> None:
        """What runs in a child at its end; children that do not say are not asked without end."""
        if self._looks_left <= 0 or len(self.rows) >= MAX_ROWS:
            return
        try:
            told = subject.running()
        except (ChildGone, ChildOverdue, ProtocolBroken):
            self._looks_left -= 1
            self._on_tangled()
            return
        if isinstance(told, Returned):
            self.rows.update(dict.fromkeys(_rows(told.value)))
        if len(self.rows) >= MAX_ROWS:
            self._on_tangled()

    def _overdue(self) -> None:
        self._lost += 1
        self._on_tangled()

    def first_look(self, open_subject: Callable[[Any, int], Any]) -> Unloadable | Looked:
        """Imports what the tests will call; tells what cannot be imported, else what runs.

        `open_subject` is the kata's own: it launches the submission with everything outside well, so that
        code which asks for it while it is imported is met by its check and not by a broken import.
        """
        modules = tuple(dict.fromkeys(target.partition(":")[0] for target in self._job.seams))
        try:
            subject = open_subject(self, self._job.stage)
            try:
                return _look(subject, modules, self._job.roots)
            finally:
                subject.close()
        except (ChildGone, ChildOverdue, ProtocolBroken) as error:
            return Unloadable(module=modules[0], cause=missing(_ended(error), unwritten=False))

    def close(self) -> None:
        if self._jail is not None:
            self._jail.close()
            self._jail = None


def _look(subject: Any, modules: tuple[str, ...], roots: tuple[str, ...]) -> Unloadable | Looked:
    for module in modules:
        outcome = subject.load(module)
        if isinstance(outcome, Raised):
            return Unloadable(module=module, cause=cause_of(outcome))
    drawn = subject.picture(list(roots))
    shown = drawn.value if isinstance(drawn, Returned) and isinstance(drawn.value, dict) else {}
    return Looked(picture=picture_of(shown))


def _rows(value: Any) -> list[tuple[str, str, int, str, str]]:
    rows = value if isinstance(value, list) else []
    return [
        (printable(row[0]), printable(row[1]), row[2], printable(row[3]), printable(row[4]))
        for row in rows[:MAX_ROWS]
        if isinstance(row, list)
        and [type(cell) for cell in row] == [str, str, int, str, str]
        and all(len(cell) <= MAX_NAME for cell in row if isinstance(cell, str))
        and 0 <= row[2] <= MAX_LINE
    ]


def _ended(error: Exception) -> str:
    """How the process ended that was to import the code, in words."""
    what = "its process sent an answer that cannot be read: " if isinstance(error, ProtocolBroken) else ""
    return printable(f"{what}{error}"[:MAX_WORDS])


def note_of(value: Any) -> SandboxNote:
    """The sandbox's own note as the report carries it."""
    found: SandboxNote = converted(msgspec.to_builtins(value), SandboxNote)
    return found


if __name__ == "__main__":
    main()
