"""The authors' linter: the starter fails, right designs pass, each pitfall is caught by what it names alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..content.designs import Design, Pitfall
from ..content.kata import Kata
from ..content.pack import Pack
from ..grader.asked import asked
from ..report.report import Report
from ..sandbox.ladder import ProvedRung
from . import sentences
from .bench import Attempt, Bench, Graded, attempt, failing, stuck

RUNS = 3
"""Gradings of each right design at each stage; a verdict that is not the same in all is a mistake."""


@dataclass(frozen=True)
class Row:
    """One submission of the matrix: what had to fail, and what did."""

    name: str
    kind: str
    stage: int
    wanted: frozenset[str]
    found: frozenset[str]
    trouble: str = ""

    @property
    def right(self) -> bool:
        """Whether exactly what was wanted was found."""
        return self.wanted == self.found and not self.trouble

    @property
    def problem(self) -> str:
        """What is wrong with the row, in a sentence; empty when nothing is."""
        if self.trouble:
            return f"{self.name} at stage {self.stage}: {self.trouble}"
        missed, extra = sorted(self.wanted - self.found), sorted(self.found - self.wanted)
        parts = [f"not caught by {', '.join(missed)}"] if missed else []
        parts += [f"caught by {', '.join(extra)} as well"] if extra else []
        return f"{self.name} at stage {self.stage}: {'; '.join(parts)}" if parts else ""


@dataclass(frozen=True)
class Verification:
    """What came out for one kata: every row, and how many pitfalls each check catches."""

    kata: str
    rows: tuple[Row, ...]
    coverage: dict[str, int] = field(default_factory=dict)
    mistakes: tuple[str, ...] = ()


def verify(
    pack: Pack,
    name: str,
    proved: ProvedRung,
    *,
    runs: int = RUNS,
    only: Callable[[str], bool] | None = None,
    on_row: Callable[[int, int, Row], None] = lambda _done, _total, _row: None,
) -> Verification:
    """Grades everything that the kata ships; raises ContentError when its files cannot even be read."""
    kata = pack.kata(name)
    asked(kata)
    designs, pitfalls = pack.designs(name), pack.pitfalls(name)
    planned = [
        (item, wanted)
        for item, wanted in (*_starters(kata), *_right(kata, designs, runs), *_wrong(kata, pitfalls))
        if only is None or only(item.name)
    ]
    wanted_of = {id(item): wanted for item, wanted in planned}
    rows: list[Row] = []
    alone = Bench(kata, proved, workers=1)
    for graded in Bench(kata, proved).grade([item for item, _ in planned]):
        kind, wanted = wanted_of[id(graded.attempt)]
        row = _row(graded, kind, wanted)
        if kind == "wrong" and not row.right:
            # A busy machine may make a wrong design fail by one check more. A right design gets no second look.
            (again,) = alone.grade([graded.attempt])
            row = _row(again, kind, wanted)
        rows.append(row)
        on_row(len(rows), len(planned), row)
    rows.sort(key=lambda row: (row.kind, row.name, row.stage))
    coverage = _coverage(kata, pitfalls)
    mistakes = [row.problem for row in rows if not row.right]
    if only is None:
        mistakes += [f"{check}: no pitfall is caught by it" for check, count in coverage.items() if not count]
        mistakes += sentences.gaps(kata, sentences.read(pack, kata))
    return Verification(kata.name, tuple(rows), coverage, tuple(mistakes))


Planned = tuple[Attempt, tuple[str, frozenset[str] | None]]


def _starters(kata: Kata) -> list[Planned]:
    """The untouched starter must fail the first stage; which checks it fails is its own affair."""
    start = {**kata.starter, **kata.given_at(1)}
    return [(Attempt("starter", 1, start, (start,)), ("starter", None))]


def _right(kata: Kata, designs: Sequence[Design], runs: int) -> list[Planned]:
    return [
        (attempt(kata, design, stage.number), ("right", frozenset()))
        for _ in range(runs)
        for design in designs
        for stage in kata.stages
    ]


def _wrong(kata: Kata, pitfalls: Sequence[Pitfall]) -> list[Planned]:
    return [
        (attempt(kata, pitfall, pitfall.stage), ("wrong", frozenset(pitfall.fails))) for pitfall in pitfalls
    ]


def _row(graded: Graded, kind: str, wanted: frozenset[str] | None) -> Row:
    name, stage = graded.attempt.name, graded.attempt.stage
    if graded.report is None:
        return Row(name, kind, stage, wanted or frozenset(), frozenset(), graded.trouble)
    found = failing(graded.report) | _told(graded.report, wanted or frozenset())
    if wanted is None:
        trouble = "" if found else "passes, so there is nothing left for a trainee to do"
        return Row(name, kind, stage, found, found, trouble)
    unsure = stuck(graded.report)
    return Row(
        name, kind, stage, wanted, found, f"could not run: {', '.join(sorted(unsure))}" if unsure else ""
    )


def _told(report: Report, wanted: frozenset[str]) -> frozenset[str]:
    """Advice never fails; a pitfall that names it wants to see it told."""
    return frozenset(
        check.id for check in report.checks if check.advice and check.outcome == "told" and check.id in wanted
    )


def _coverage(kata: Kata, pitfalls: Sequence[Pitfall]) -> dict[str, int]:
    """How many pitfalls each check of the kata catches, by id, with or without a stage in front."""
    count = Counter(
        check.partition(".")[2] if check[0].isdigit() else check
        for pitfall in pitfalls
        for check in pitfall.fails
    )
    return {check.id: count[check.id] for stage in kata.stages for check in stage.checks}
