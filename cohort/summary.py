"""What a cohort came to: how far it got, what failed most, what each stage cost, which designs are alike."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..report.report import ObjectPicture
from ..views.cost import CHARTED, MEASURES
from ..views.escape import csv_cell
from ..views.shapes import Shape, kinds, shape
from .ledger import Ledger, Pair
from .result import Finding, Result, StageResult, mean
from .similar import LEAST_COMMON, LEAST_SHARE, MOST_HAVING

MOST_NAMES = 12
"""Submissions that are named for one thing; the rest is counted."""

HEAD = (
    "name",
    "source",
    "stage",
    "passed",
    "counted",
    "score",
    "verdict",
    "checks_failed",
    "checks_undecided",
)


@dataclass
class StageTotal:
    """One stage over the cohort. `scores` are 0 to 100."""

    stage: int
    scores: list[float] = field(default_factory=list)
    passed: int = 0
    kept: int = 0

    @property
    def handed_in(self) -> int:
        """How many were graded at this stage."""
        return len(self.scores)

    @property
    def score(self) -> float:
        """The mean."""
        return mean(self.scores)


@dataclass
class FailedCheck:
    """A check that submissions failed, the most first; `finding` is what was found in the first of `names`."""

    stage: int
    finding: Finding
    count: int = 0
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Alike:
    """Submissions of one kind of design. `picture` is the most typical one's; figures are of their last stage."""

    names: tuple[str, ...]
    count: int
    picture: ObjectPicture
    closed_lines: float
    new_lines: float


@dataclass(frozen=True)
class Similar:
    """Two submissions that share code: `share` of the fingerprints of the one with fewer."""

    one: str
    other: str
    common: int
    share: float


@dataclass
class Summary:
    """A cohort's results. `costs`: measure -> its values stage by stage -> how many submissions have these."""

    kata: str
    count: int = 0
    passed: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    stages: dict[int, StageTotal] = field(default_factory=dict)
    failed: list[FailedCheck] = field(default_factory=list)
    costs: dict[str, Counter[tuple[float | None, ...]]] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()
    similar: tuple[Similar, ...] = ()


def summary(kata: str, stages: int, ledger: Ledger) -> Summary:
    """What is in the ledger now; `stages` is how many the kata has."""
    found = Summary(kata, costs={name: Counter() for name in CHARTED})
    checks: dict[tuple[int, str], FailedCheck] = {}
    shapes: list[Shape] = []
    designs: list[tuple[str, StageResult]] = []
    known: dict[Shape, Shape] = {}
    for result in ledger.results():
        _count(found, result, checks, stages)
        if result.stages and result.objects is not None and result.objects.nodes:
            each = shape(result.objects)
            shapes.append(known.setdefault(each, each))
            designs.append((result.name, result.stages[-1]))
    found.failed = sorted(checks.values(), key=lambda each: (-each.count, each.stage, each.finding.id))
    typical = [(kind, designs[kind.members[0]][0]) for kind in kinds(shapes)]
    pictures = _pictures(ledger, {name for _, name in typical})
    found.alike = tuple(
        _alike([designs[member] for member in kind.members], pictures[name]) for kind, name in typical
    )
    found.similar = similar(ledger.pairs(LEAST_COMMON, MOST_HAVING))
    return found


def similar(pairs: Iterable[Pair]) -> tuple[Similar, ...]:
    """The pairs that are alike enough to be told of, the most alike first."""
    found = (Similar(one, other, common, common / fewer) for one, other, common, fewer in pairs)
    return tuple(each for each in found if each.share >= LEAST_SHARE)


def table(results: Iterable[Result]) -> Iterator[str]:
    """CSV, line by line: one for each submission and stage, or the sentence of one that was not graded."""
    yield _line([*HEAD, *(name for name, _ in MEASURES), "error"])
    for result in results:
        if not result.stages:
            yield _line([result.name, result.place, *[""] * (len(HEAD) - 2 + len(MEASURES)), result.error])
        for stage in result.stages:
            figures = [_number(getattr(stage.figures, name, None)) for name, _ in MEASURES]
            told = ["yes" if stage.passed else "no", "yes" if stage.counted else "no", _number(stage.score)]
            counts = [str(len(stage.failed)), str(len(stage.stuck))]
            yield _line(
                [
                    result.name,
                    result.place,
                    str(stage.stage),
                    *told,
                    stage.verdict or "",
                    *counts,
                    *figures,
                    "",
                ]
            )


def _count(found: Summary, result: Result, checks: dict[tuple[int, str], FailedCheck], stages: int) -> None:
    found.count += 1
    found.passed += result.passed
    if result.error:
        found.broken.append((result.name, result.error))
    elif not result.decided:
        found.undecided.append(result.name)
    for stage in result.stages:
        total = found.stages.setdefault(stage.stage, StageTotal(stage.stage))
        total.scores.append(stage.score)
        total.passed += stage.passed
        total.kept += stage.verdict == "kept"
        for finding in stage.failed:
            each = checks.setdefault((stage.stage, finding.id), FailedCheck(stage.stage, finding))
            each.count += 1
            if len(each.names) < MOST_NAMES:
                each.names.append(result.name)
    by_stage = {stage.stage: stage.figures for stage in result.stages}
    for name, counted in found.costs.items():
        values = tuple(getattr(by_stage.get(number), name, None) for number in range(1, stages + 1))
        if any(value is not None for value in values):
            counted[values] += 1


def _alike(members: list[tuple[str, StageResult]], picture: ObjectPicture) -> Alike:
    figures = [stage.figures for _, stage in members if stage.figures is not None]
    return Alike(
        names=tuple(name for name, _ in members[:MOST_NAMES]),
        count=len(members),
        picture=picture,
        closed_lines=mean([each.closed_lines_changed for each in figures]),
        new_lines=mean([each.lines_added for each in figures]),
    )


def _pictures(ledger: Ledger, names: set[str]) -> dict[str, ObjectPicture]:
    return {
        result.name: result.objects
        for result in ledger.results()
        if result.name in names and result.objects is not None
    }


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([csv_cell(cell, 500) for cell in cells])
    return out.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
