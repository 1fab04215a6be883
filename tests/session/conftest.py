"""A small kata of three stages, a clock that stands until it is moved, a grader that looks for one word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from kata.content.kata import Check, Kata, Layout, Stage
from kata.report.report import CheckResult, Figures, Report
from kata.session.clock import Instant
from kata.session.home import Home
from kata.session.reveal import start
from kata.session.sitting import Sitting
from kata.workspace.snapshot import Snapshot


def make_kata(stages: int = 3) -> Kata:
    """A kata that gives BRIEF.md at each stage, settings at the first and others at the second."""
    return Kata(
        name="tea",
        title="Tea for many",
        summary="Make tea.",
        lesson="",
        edge="",
        layout=Layout(clients="clients/", module="tea/", root="tea/__init__.py", tests="tests/"),
        seams=(),
        packages=(),
        stages=tuple(make_stage(number) for number in range(1, stages + 1)),
        starter={"README.md": b"how to\n", "tea/__init__.py": b'"""Tea."""\n', "clients/guest.py": b""},
        support=None,
        chapters=(),
    )


def make_stage(number: int) -> Stage:
    given = {"BRIEF.md": f"# Stage {number}\n".encode()}
    if number < 3:
        given["settings.py"] = f"LEVEL = {number}\n".encode()
    return Stage(
        number=number,
        name=f"{number}_step",
        title=f"Step {number}",
        minutes=10 * number,
        brief=f"# Stage {number}\n",
        given=given,
        checks=(
            Check(id=f"design.{number}", holds="it holds", principle="p", chapter="c", rule="some_rule"),
        ),
        tests=Path("nowhere"),
    )


NOON = Instant(wall=1_000_000.0, awake=100.0, running=100.0, boot="a")


@dataclass
class FakeClock:
    """A clock that a test sets."""

    instant: Instant = NOON

    def now(self) -> Instant:
        return self.instant

    def pass_time(self, seconds: float) -> None:
        now = self.instant
        self.instant = Instant(
            wall=now.wall + seconds, awake=now.awake + seconds, running=now.running + seconds, boot=now.boot
        )

    def sleep_machine(self, seconds: float) -> None:
        now = self.instant
        self.instant = Instant(
            wall=now.wall + seconds, awake=now.awake, running=now.running + seconds, boot=now.boot
        )

    def set_wall(self, shift: float) -> None:
        now = self.instant
        self.instant = Instant(wall=now.wall + shift, awake=now.awake, running=now.running, boot=now.boot)

    def restart(self, seconds_off: float) -> None:
        self.instant = Instant(wall=self.instant.wall + seconds_off, awake=5.0, running=5.0, boot="b")


@dataclass
class FakeGrader:
    """Passes a submission that has the file `done-N`; takes `seconds` on the clock."""

    clock: FakeClock
    seconds: float = 30.0
    calls: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def __call__(
        self, kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
    ) -> Report:
        self.clock.pass_time(self.seconds)
        self.calls.append((stage, tuple(baseline.tree for baseline in baselines)))
        return judge(kata, stage, current, baselines)


def judge(kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...]) -> Report:
    passed = f"done-{stage}" in current.files
    return Report(
        kata=kata.name,
        stage=stage,
        stage_name=kata.stage(stage).name,
        passed=passed,
        score=100.0 if passed else 0.0,
        verdict=None,
        headline="done" if passed else "not done",
        tree=current.tree,
        baselines=tuple(baseline.tree for baseline in baselines),
        checks=(
            CheckResult(
                id="design.1",
                stage=1,
                group="current",
                outcome="passed" if passed else "failed",
                summary="looked for the word",
            ),
        ),
        figures=Figures(files_added=1),
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def grader(clock: FakeClock) -> FakeGrader:
    return FakeGrader(clock)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "state")


@pytest.fixture
def sitting(tmp_path: Path, home: Home, clock: FakeClock) -> Sitting:
    return start(make_kata(), tmp_path / "work", home, clock)


@pytest.fixture
def reopened(sitting: Sitting) -> Callable[[], Sitting]:
    """The same sitting as another process would see it."""
    return lambda: replace(sitting)
