"""Grades wrong designs with other examples than theirs, and prints each that a check catches only sometimes.

Run: `python benchmarks/luck.py [DRAWS] [KATA…]`, three draws of every kata unless told. Hidden tests that draw their
examples draw other ones for each submission; so a mistake that only some examples show is caught by luck. Ends with 1
when a design was not failed by just the checks that its pitfall names.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from kata.authoring.bench import Bench, attempt
from kata.authoring.layers.matrix import row_of
from kata.content.pack import built_in
from kata.sandbox.ladder import choose

DRAWS = 3


def main(draws: int, katas: Sequence[str] = ()) -> int:
    """How many gradings did not come out as the pitfall says."""
    pack = built_in()
    wrong = done = 0
    for name in katas or pack.names():
        kata, pitfalls = pack.kata(name), pack.pitfalls(name)
        wanted = {pitfall.id: frozenset(pitfall.fails) for pitfall in pitfalls}
        every = [
            replace(attempt(kata, pitfall, pitfall.stage), seed=f"draw {draw}")
            for draw in range(draws)
            for pitfall in pitfalls
        ]
        for graded in Bench(kata, choose()).grade(every):
            done += 1
            problem = row_of(graded, "wrong", wanted[graded.attempt.name]).problem
            wrong += bool(problem)
            if problem:
                print(f"{name}, {graded.attempt.seed}: {problem}", flush=True)  # noqa: T201  # what this command is for
    print(f"{done} gradings of wrong designs, {wrong} of them not as their pitfall says")  # noqa: T201  # as above
    return wrong


if __name__ == "__main__":
    sys.exit(min(1, main(int((sys.argv[1:2] or [str(DRAWS)])[0]), sys.argv[2:])))
