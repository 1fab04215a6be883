"""Many gradings at once: several exam processes, each fed from a queue."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..content.designs import Design, Pitfall, state
from ..content.kata import Files, Kata
from ..grader.exam.client import Examiner
from ..grader.grade import Submission, grade
from ..report.report import Report
from ..sandbox.ladder import ProvedRung
from ..workspace.tree import snapshot
from .results import Results


@dataclass(frozen=True)
class Attempt:
    """One submission to grade: a name for people, the stage, the files, and what closed the stages before.

    `run` tells apart the gradings of one submission that is graded several times. Examples are drawn from `seed`, or,
    without one, as they are for a trainee.
    """

    name: str
    stage: int
    files: Files
    closed: tuple[Files, ...]
    run: str = ""
    seed: str = ""


@dataclass(frozen=True)
class Graded:
    """An attempt with its report and the real seconds that it took, or with what kept it from being graded."""

    attempt: Attempt
    report: Report | None
    trouble: str = ""
    seconds: float = 0.0


def attempt(kata: Kata, design: Design | Pitfall, number: int) -> Attempt:
    """The design handed in at that stage, all stages before closed by its own earlier states."""
    start = {**kata.starter, **kata.given_at(1)}
    closed = (start, *(state(kata, design, earlier) for earlier in range(1, number)))
    name = design.id if isinstance(design, Pitfall) else design.name
    return Attempt(name, number, state(kata, design, number), closed)


def submission(attempt: Attempt) -> Submission:
    """The attempt as the grader takes it."""
    return Submission(snapshot(attempt.files), tuple(snapshot(files) for files in attempt.closed))


class Bench:
    """Grades attempts in one exam process more than there are processors (or in `workers`).

    One more, since an exam stands still for seconds while an outside party is silent. What `results` know is not
    graded again.
    """

    def __init__(
        self,
        kata: Kata,
        proved: ProvedRung,
        *,
        workers: int | None = None,
        stop_at_first: bool = False,
        results: Results | None = None,
    ) -> None:
        self._kata, self._proved, self._stop_at_first = kata, proved, stop_at_first
        self._results = results or Results(None)
        self._workers = workers or (os.cpu_count() or 1) + 1

    def grade(self, attempts: Sequence[Attempt]) -> Iterator[Graded]:
        """Each attempt graded, in the order in which they are done."""
        todo: queue.SimpleQueue[Attempt] = queue.SimpleQueue()
        for each in attempts:
            todo.put(each)
        done: queue.SimpleQueue[Graded] = queue.SimpleQueue()
        workers = [
            threading.Thread(target=self._work, args=(todo, done), daemon=True)
            for _ in range(min(self._workers, len(attempts)))
        ]
        for worker in workers:
            worker.start()
        for _ in attempts:
            yield done.get()
        for worker in workers:
            worker.join()

    def _work(self, todo: queue.SimpleQueue[Attempt], done: queue.SimpleQueue[Graded]) -> None:
        with Examiner() as examiner:
            while True:
                try:
                    each = todo.get_nowait()
                except queue.Empty:
                    return
                done.put(self._graded(each, examiner))

    def _graded(self, each: Attempt, examiner: Examiner) -> Graded:
        began = time.monotonic()
        try:
            walls = f"{self._proved.rung.name} {self._stop_at_first}"
            run = f"{each.run} {each.seed}"
            key = self._results.key(self._kata, each.stage, walls, run, (*each.closed, each.files))
            kept = self._results.find(key)
            if kept is not None:
                return Graded(each, kept.report, seconds=kept.seconds)
            report = grade(
                self._kata,
                each.stage,
                submission(each),
                proved=self._proved,
                examiner=examiner,
                stop_at_first=self._stop_at_first,
                seed=each.seed,
            )
            seconds = time.monotonic() - began
            if self._is_certain(report):
                self._results.keep(key, report, seconds)
        except Exception as error:  # one bad attempt must not end the others
            return Graded(each, None, f"{type(error).__name__}: {error}")
        return Graded(each, report, seconds=seconds)

    def _is_certain(self, report: Report) -> bool:
        """Whether another grading would say the same: all could run, or what was asked for is that one check fails."""
        return not stuck(report) or (self._stop_at_first and bool(failing(report)))


def failing(report: Report) -> frozenset[str]:
    """The ids of the checks that failed."""
    return frozenset(check.id for check in report.checks if check.outcome == "failed")


def stuck(report: Report) -> frozenset[str]:
    """The ids of the checks that could not run."""
    return frozenset(check.id for check in report.checks if check.outcome == "could-not-run")
