"""`python benchmarks/cohort.py [--submissions N] [--memory N]`: speed with one worker and two, and memory.

Speed: N submissions of the first right design, each with a file of its own, graded whole by real workers. Memory: the
loop itself over many submissions with a grader that answers at once, so that only what the cohort keeps can grow.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from kata.cohort.grade import Cohort, grade_all
from kata.cohort.ledger import Ledger
from kata.cohort.sources import sources
from kata.cohort.summary import summary
from kata.content.designs import state
from kata.content.kata import Kata
from kata.content.pack import built_in
from kata.fleet.fleet import Fleet, grading_by
from kata.fleet.local import Local
from kata.report.report import CheckResult, Figures, Report
from kata.sandbox.ladder import choose
from kata.session.gradings import Gradings
from kata.session.handin import Grade
from kata.workspace.materialise import materialise

STEPS = 8
"""Points of the curve of memory."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=8)
    parser.add_argument("--memory", type=int, default=2000)
    asked = parser.parse_args()
    pack = built_in()
    kata = pack.kata(pack.default() or pack.names()[0])
    with tempfile.TemporaryDirectory(prefix="kata-benchmark-") as place:
        folder = Path(place)
        os.environ["KATA_STATE_HOME"] = str(folder / "state")
        if asked.memory:
            memory(kata, folder / "memory", asked.memory)
        if asked.submissions:
            walls = choose(allow_weak=True).rung.name
            files = dict(state(kata, pack.designs(kata.name)[0], 1))
            took = {}
            for workers in (1, 2):
                with Fleet(Local(workers)) as fleet:
                    grade = grading_by(fleet, "", walls)
                    took[workers] = speed(
                        kata, folder / f"speed-{workers}", files, asked.submissions, workers, grade
                    )
                hourly = 3600 * asked.submissions / took[workers]
                print(f"{workers} workers: {hourly:,.0f} an hour")  # noqa: T201
            print(  # noqa: T201
                f"two workers are {took[1] / took[2]:.2f} times as fast as one, on {os.cpu_count()} processors"
            )


def speed(kata: Kata, folder: Path, files: dict[str, bytes], count: int, workers: int, grade: Grade) -> float:
    """Seconds for the cohort at stage 1, after one grading for each worker that loads what grades."""
    lay(kata, folder / "warm", files, workers)
    run(kata, folder / "warm", grade, 2 * workers + 1)
    lay(kata, folder / "all", files, count)
    begun = time.monotonic()
    run(kata, folder / "all", grade, 2 * workers + 1)
    return time.monotonic() - begun


def memory(kata: Kata, folder: Path, count: int) -> None:
    """Prints the peak memory of this process after each part of the cohort."""
    part = max(1, count // STEPS)
    for step in range(1, STEPS + 1):
        lay(kata, folder, dict(kata.starter), part, first=(step - 1) * part)
    print("submissions  peak memory, MB")  # noqa: T201
    ledger = Ledger(folder / "cohort.sqlite")
    for done, _ in enumerate(
        grade_all(cohort(kata, folder, passed), ledger, sources([str(folder / "in")]), 5), 1
    ):
        if done % part == 0:
            print(f"{done:11}  {peak():.1f}")  # noqa: T201
    summary(kata.title, len(kata.stages), ledger)
    print(f"    summary  {peak():.1f}")  # noqa: T201
    ledger.close()


def lay(kata: Kata, folder: Path, files: dict[str, bytes], count: int, first: int = 0) -> None:
    """So many submissions at stage 1, each with a file of its own."""
    for number in range(first, first + count):
        own = {"own.txt": f"{folder} {number}".encode()}
        materialise({**files, **kata.given_at(1), **own}, folder / "in" / f"person-{number:05}")


def run(kata: Kata, folder: Path, grade: Grade, at_once: int) -> None:
    ledger = Ledger(folder / "cohort.sqlite")
    for done in grade_all(cohort(kata, folder, grade), ledger, sources([str(folder / "in")]), at_once):
        assert done.result.passed, done.result
    ledger.close()


def cohort(kata: Kata, folder: Path, grade: Grade) -> Cohort:
    return Cohort(
        kata=kata,
        out=folder / "out",
        grade=grade,
        gradings=lambda: Gradings(folder / "gradings", walls=lambda: "benchmark"),
        walls="benchmark",
        right=None,
        export=lambda judged: {"tree": judged.reports[-1].tree.encode()},
    )


def passed(kata, stage, current, baselines, *, refactored):  # type: ignore[no-untyped-def]
    """A grader that answers at once."""
    checks = tuple(
        CheckResult(
            id=f"behaviour.{number}", stage=stage, group="current", outcome="failed", summary="s" * 200
        )
        for number in range(30)
    )
    return Report(
        kata=kata.name,
        stage=stage,
        stage_name="",
        passed=False,
        score=0,
        verdict=None,
        tree=current.tree,
        baselines=tuple(each.tree for each in baselines),
        checks=checks,
        figures=Figures(lines_added=len(current.files)),
    )


def peak() -> float:
    """In MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024 * 1024
    )


if __name__ == "__main__":
    main()
