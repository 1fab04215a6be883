"""`python killed.py OUT STATE SUBMISSIONS…`: grades with a grader that only writes down what it is asked."""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import PACK, Counting
from kata.cohort.grade import Cohort, grade_all
from kata.cohort.ledger import Ledger
from kata.cohort.sources import sources
from kata.content.pack import Pack
from kata.session.gradings import Gradings


class Writing(Counting):
    def __call__(self, kata, stage, current, baselines, *, refactored):
        with (out / "asked").open("a") as file:
            file.write(f"{current.tree}\n")
        return super().__call__(kata, stage, current, baselines, refactored=refactored)


out, state, *named = map(Path, sys.argv[1:])
cohort = Cohort(
    kata=Pack(PACK).kata("tea"),
    out=out,
    grade=Writing(),
    gradings=lambda: Gradings(state, walls=lambda: "none"),
    walls="none",
    right=None,
    export=lambda judged: {"tree": judged.reports[-1].tree.encode()},
)
ledger = Ledger(out / "cohort.sqlite")
for done in grade_all(cohort, ledger, sources([str(each) for each in named]), 3):
    print("kept" if done.graded_before else "graded", done.source.name, flush=True)  # noqa: T201
