"""The grader as the commands use it: the walls that stand, and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...report import scoring
from .screen import OVERWRITE, Screen

if TYPE_CHECKING:
    from ...content.kata import Kata
    from ...grader.exam.client import Examiner
    from ...grader.grade import Progress
    from ...report.report import Report
    from ...sandbox.ladder import ProvedRung
    from ...workspace.snapshot import Snapshot

PASSED, FAILED, COULD_NOT_RUN = 0, 1, 3


@contextmanager
def grading(
    screen: Screen, *, require: str | None = None, allow_weak: bool = True, clock: bool = False
) -> Iterator[Grader]:
    """Grades behind the strongest walls that this machine has, telling how far it is.

    One exam process serves all gradings of a command. On the trainee's own machine weak walls are
    told in the report, not refused: it is their code. With `clock` it is said that the clock stands.
    """
    from ...grader.exam.client import Examiner, all_lanes

    with Examiner(all_lanes()) as examiner:
        yield Grader(screen, examiner, require, allow_weak, clock)


@dataclass(frozen=True)
class Grader:
    """Grades by one exam process, behind walls that are tried out once."""

    screen: Screen
    examiner: Examiner
    require: str | None
    allow_weak: bool
    clock: bool

    def __call__(
        self,
        kata: Kata,
        stage: int,
        current: Snapshot,
        baselines: tuple[Snapshot, ...],
        *,
        refactored: bool,
    ) -> Report:
        self.examiner.start()
        meter = Meter(self.screen, kata.stage(stage).title, clock=self.clock)
        try:
            meter.tell("the sandbox is tried out")
            from ...grader.grade import Submission, grade

            proved = self._proved
            submission = Submission(current=current, baselines=baselines, refactored=refactored)
            meter.tell("the code is loaded")
            return grade(kata, stage, submission, proved=proved, examiner=self.examiner, progress=meter)
        finally:
            meter.end()

    def walls(self) -> str:
        """The name of the walls behind which it grades; the exam process loads meanwhile."""
        self.examiner.start()
        return self._proved.rung.name

    @cached_property
    def _proved(self) -> ProvedRung:
        from ...sandbox.ladder import choose

        return choose(require=self.require, allow_weak=self.allow_weak)


def verdict_code(reports: Iterable[Report]) -> int:
    """The exit code: 0 when all passed, 3 when only the grader's own trouble stands in the way, else 1."""
    reports = tuple(reports)
    if all(report.passed for report in reports):
        return PASSED
    checks = [check for report in reports for check in report.checks]
    return COULD_NOT_RUN if scoring.is_stuck(checks) and not scoring.fails(checks) else FAILED


class Meter:
    """Tells on a terminal how far a grading is, in one line written over; elsewhere it is silent."""

    def __init__(self, screen: Screen, what: str, *, clock: bool = False) -> None:
        self._screen = screen
        self._begin = f"Grading {what} (your clock is stopped)" if clock else f"Grading {what}"

    def __call__(self, progress: Progress) -> None:
        self.tell(f"{progress.decided} of {progress.total} checks, {progress.check}")

    def tell(self, words: str) -> None:
        """What is being done now."""
        self._write(f"{self._begin}: {words}"[: self._screen.aside.width - 1])

    def end(self) -> None:
        """Takes the line away."""
        self._write("")

    def _write(self, line: str) -> None:
        if self._screen.redraws:
            sys.stderr.write(f"{OVERWRITE}{line}")
            sys.stderr.flush()
