"""Grades right designs while every processor is kept busy, and prints each verdict that is wrong.

Run: `python benchmarks/flakes.py [GRADINGS] [SEED] [KATA…]`, 200 gradings of every kata unless told. Ends with 1 when a
verdict was wrong.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kata.authoring.bench import Attempt, Bench, Graded, attempt, failing, stuck
from kata.content.pack import built_in
from kata.sandbox.ladder import choose

GRADINGS = 200
SPINNERS_PER_PROCESSOR = 1
"""Processes that do nothing but compute: beside the exams themselves, each processor has one."""


def main(gradings: int, seed: int, katas: Sequence[str] = ()) -> int:
    """How many gradings did not come out as passed."""
    pack = built_in()
    wrong = 0
    counted: Counter[str] = Counter()
    began = time.monotonic()
    for name in katas or pack.names():
        kata = pack.kata(name)
        every = [
            attempt(kata, design, stage.number) for design in pack.designs(name) for stage in kata.stages
        ]
        with busy():
            for graded in Bench(kata, choose()).grade(mixed(every, gradings, seed)):
                counted[f"stage {graded.attempt.stage}"] += 1
                trouble = wrong_verdict(graded)
                wrong += bool(trouble)
                done = sum(counted.values())
                if trouble or done % 20 == 0:
                    load = os.getloadavg()[0]
                    seconds = time.monotonic() - began
                    line = (
                        f"{done} done, {wrong} wrong, {seconds:.0f} s, load {load:.1f}: {trouble or 'right'}"
                    )
                    print(line, flush=True)  # noqa: T201  # what this command is for
    stages = ", ".join(f"{count} at {stage}" for stage, count in sorted(counted.items()))
    print(f"{sum(counted.values())} gradings of right designs ({stages}): {wrong} wrong verdicts")  # noqa: T201  # as above
    return wrong


def mixed(every: list[Attempt], gradings: int, seed: int) -> list[Attempt]:
    """Each attempt equally often, as far as the number allows, in random order, each time with other examples."""
    source = random.Random(seed)
    chosen: list[Attempt] = []
    while len(chosen) < gradings:
        chosen += source.sample(every, min(len(every), gradings - len(chosen)))
    return [replace(each, seed=f"{seed} {number}") for number, each in enumerate(chosen)]


def wrong_verdict(graded: Graded) -> str:
    """What is wrong with it, in words; empty when the right design passes and every check could run."""
    what = f"{graded.attempt.name} at stage {graded.attempt.stage}"
    if graded.report is None:
        return f"{what}: {graded.trouble}"
    if graded.report.passed and not stuck(graded.report):
        return ""
    seen = "; ".join(
        f"{check.id}: {check.expected} / {check.seen}"
        for check in graded.report.checks
        if check.id in failing(graded.report) | stuck(graded.report)
    )
    return f"{what}: {seen}"


@contextmanager
def busy() -> Iterator[None]:
    """Keeps every processor busy for as long as it lasts."""
    spinners = [
        multiprocessing.Process(target=spin, daemon=True)
        for _ in range(SPINNERS_PER_PROCESSOR * (os.cpu_count() or 1))
    ]
    for spinner in spinners:
        spinner.start()
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.join()


def spin() -> None:
    """Computes for ever."""
    while True:
        sum(range(10_000))


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(min(1, main(*(numbers + [GRADINGS, 1][len(numbers) :]), sys.argv[3:])))
