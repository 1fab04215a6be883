"""The matrix: the starter fails, right designs pass, each pitfall is caught by what it names alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...base.errors import Mistake
from ...content.designs import Design, Pitfall
from ...content.kata import Kata
from ...report.report import Report
from ..bench import Attempt, Graded, attempt, failing, stuck
from ..layer import Case, Found, Layer

MARKS = {True: "ok   ", False: "WRONG"}


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


def look(case: Case) -> Found:
    """Grades everything that the kata ships."""
    kata = case.kata
    designs, pitfalls = case.pack.designs(case.name), case.pack.pitfalls(case.name)
    planned = [
        (item, wanted)
        for item, wanted in (*_starters(kata), *_right(kata, designs, case.runs), *_wrong(kata, pitfalls))
        if case.only is None or case.only(f"{item.name}@{item.stage}")
    ]
    wanted_of = {id(item): wanted for item, wanted in planned}
    rows: list[Row] = []
    for graded in case.bench().grade([item for item, _ in planned]):
        kind, wanted = wanted_of[id(graded.attempt)]
        row = row_of(graded, kind, wanted)
        if kind == "wrong" and not row.right:
            # A busy machine may make a wrong design fail by one check more. A right design gets no second look.
            (again,) = case.alone().grade([replace(graded.attempt, run="again")])
            row = row_of(again, kind, wanted)
        rows.append(row)
        case.say(f"{len(rows)}/{len(planned)} {MARKS[row.right]} {row.kind} {row.name} at stage {row.stage}")
    rows.sort(key=lambda row: (row.kind, row.name, row.stage))
    found = Verification(
        kata.name, tuple(rows), _coverage(kata, pitfalls), tuple(_mistakes(case, rows, pitfalls))
    )
    return Found(
        mistakes=tuple(Mistake(f"reference/{kata.name}", "", problem) for problem in found.mistakes),
        proved=(
            f"{sum(row.right for row in rows)} of {len(rows)} gradings came out as they must: the starter fails, "
            "right designs pass, and each pitfall is caught by what it names alone.",
            f"Every check is failed by at least {min(found.coverage.values(), default=0)} of the wrong designs.",
        ),
        detail=found,
        lines=tuple(_lines(found)),
    )


def _mistakes(case: Case, rows: Sequence[Row], pitfalls: Sequence[Pitfall]) -> Iterator[str]:
    yield from (row.problem for row in rows if not row.right)
    if case.only is None:
        for check, count in _coverage(case.kata, pitfalls).items():
            if not count:
                yield f"{check}: no pitfall is caught by it; add one: kata new --pitfall ID"


def _lines(found: Verification) -> Iterator[str]:
    """One line a submission; the runs of one design and stage are one line."""
    yield f"{found.kata}: what had to fail, and what did"
    for row, runs in Counter(found.rows).items():
        times = f", {runs} times" if runs > 1 else ""
        caught = ", ".join(sorted(row.found)) or "passes"
        yield f"  {MARKS[row.right]} {row.kind:7} {row.name} at stage {row.stage}{times}: {caught}"
    right = sum(row.right for row in found.rows)
    yield f"{right} of {len(found.rows)} gradings came out as they must."
    yield f"Every check is failed by at least {min(found.coverage.values(), default=0)} of the wrong designs."


Planned = tuple[Attempt, tuple[str, frozenset[str] | None]]


def _starters(kata: Kata) -> list[Planned]:
    """The untouched starter must fail the first stage; which checks it fails is its own affair."""
    start = {**kata.starter, **kata.given_at(1)}
    return [(Attempt("starter", 1, start, (start,)), ("starter", None))]


def _right(kata: Kata, designs: Sequence[Design], runs: int) -> list[Planned]:
    """Each several times, each time with other examples."""
    return [
        (replace(attempt(kata, design, stage.number), seed=str(run or "")), ("right", frozenset()))
        for run in range(runs)
        for design in designs
        for stage in kata.stages
    ]


def _wrong(kata: Kata, pitfalls: Sequence[Pitfall]) -> list[Planned]:
    return [
        (attempt(kata, pitfall, pitfall.stage), ("wrong", frozenset(pitfall.fails))) for pitfall in pitfalls
    ]


def row_of(graded: Graded, kind: str, wanted: frozenset[str] | None) -> Row:
    """What came of one grading, beside what was wanted; None: that anything fails."""
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


LAYER = Layer("matrix", "Do right designs pass, and are wrong ones caught for the right reason?", look)
