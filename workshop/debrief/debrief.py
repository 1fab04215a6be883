"""What a room did with the same problem, as values: kinds of design and what they cost, what failed, what is alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from ...report.report import CheckResult, Figures, ObjectPicture
from ...views.cost import CHARTED
from ...views.shapes import kinds, shape
from .gather import Closed, Work

JUDGED, COSTS_AT = 2, 3
"""A design's kind is that at the second stage; what it costs is seen at the third."""

KINDS = ("composes", "edited", "inherits", "other")
KIND_WORDS = {
    "composes": "a new object stands on the way from a client",
    "edited": "closed code was changed",
    "inherits": "an object inherits from one that it extends",
    "other": "none of these",
}

LEAST_SHOWN = 3
"""Members of a cluster from which code may be shown: of fewer it would be known whose it is."""

MOST_FAILED = 12


@dataclass(frozen=True)
class Cost:
    """One measure at the third stage for one kind of design: a value for each person, and the middle one."""

    measure: str
    values: tuple[float, ...]

    @property
    def middle(self) -> float | None:
        """The median; None without values."""
        return float(median(self.values)) if self.values else None


@dataclass(frozen=True)
class KindOfDesign:
    """People whose second stage is of one kind, and what the third cost them."""

    kind: str
    names: tuple[str, ...]
    costs: tuple[Cost, ...]

    @property
    def words(self) -> str:
        """What the kind is, in words."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True)
class Failed:
    """A check that people failed when they handed in what closed a stage, with one finding as example."""

    stage: int
    check: CheckResult
    count: int


@dataclass(frozen=True)
class Cluster:
    """Designs of like shape: the picture is the most typical one's; `files` its new code where it may be shown."""

    count: int
    names: tuple[str, ...]
    picture: ObjectPicture
    closed_lines: float
    new_lines: float
    typical: Work
    shown: bool


@dataclass(frozen=True)
class Said:
    """What somebody expected to change at a stage, and how many files did."""

    stage: int
    text: str
    changed: int
    added: int


@dataclass(frozen=True)
class Debrief:
    """The whole of it. `curves` are by measure: values stage by stage, and how many people have exactly these."""

    people: int
    stages: int
    passed: Mapping[int, int]
    closed: Mapping[int, int]
    kinds: tuple[KindOfDesign, ...]
    band: Mapping[str, tuple[float, float]]
    failed: tuple[Failed, ...]
    clusters: tuple[Cluster, ...]
    curves: Mapping[str, Mapping[tuple[float | None, ...], int]]
    said: tuple[Said, ...] = ()
    names_shown: bool = field(default=False)

    @property
    def headline(self) -> str:
        """What to talk about first, in a sentence."""
        if not self.closed:
            return "Nobody has closed a stage yet: there is nothing to talk about."
        if len(self.clusters) > 1:
            return f"The same problem, {len(self.clusters)} kinds of design: which would you extend next?"
        return "What did the last stage cost, and which decision made it so?"


def kind_of(closed: Mapping[int, Closed]) -> str | None:
    """The kind of somebody's design at the second stage; None where they did not close it."""
    if JUDGED not in closed:
        return None
    report = closed[JUDGED].report
    figures = report.figures or Figures()
    if figures.inheritance_between_senders > 0:
        return "inherits"
    if figures.closed_lines_changed > 0:
        return "edited"
    before = closed.get(JUDGED - 1)
    if before is not None and report.objects is not None and before.report.objects is not None:
        grew = longest_way(report.objects) > longest_way(before.report.objects)
        return "composes" if grew else "other"
    return "other"


def longest_way(picture: ObjectPicture) -> int:
    """How many objects of the submission's own stand one behind the other, at most, from a client on."""

    def way(index: int, passed: frozenset[int]) -> int:
        if index in passed or not 0 <= index < len(picture.nodes):
            return 0
        node = picture.nodes[index]
        own = int(bool(node.module) and node.kind in ("object", "function"))
        below = passed | {index}
        return own + max((way(target, below) for _, target in node.edges), default=0)

    return max((way(index, frozenset()) for _, index in picture.roots), default=0)


def debrief(
    work: Sequence[Work],
    stages: int,
    band: Mapping[str, tuple[float, float]] | None = None,
    said: Sequence[Said] = (),
    *,
    names: bool = False,
) -> Debrief:
    """The debrief of these people; `band` is where the references lie at the third stage, by measure."""
    return Debrief(
        people=len(work),
        stages=stages,
        passed=Counter(
            stage for each in work for stage, closed in each.closed.items() if closed.report.passed
        ),
        closed=Counter(stage for each in work for stage in each.closed),
        kinds=_kinds(work),
        band=band or {},
        failed=_failed(work),
        clusters=_clusters(work),
        curves=_curves(work, stages),
        said=tuple(said),
        names_shown=names,
    )


def _kinds(work: Sequence[Work]) -> tuple[KindOfDesign, ...]:
    by_kind: dict[str, list[Work]] = {}
    for each in work:
        kind = kind_of(each.closed)
        if kind is not None:
            by_kind.setdefault(kind, []).append(each)
    return tuple(
        KindOfDesign(
            kind,
            tuple(each.who for each in by_kind[kind]),
            tuple(Cost(measure, _values(by_kind[kind], measure)) for measure in CHARTED),
        )
        for kind in KINDS
        if kind in by_kind
    )


def _values(work: Sequence[Work], measure: str) -> tuple[float, ...]:
    found = (_figure(each.closed.get(COSTS_AT), measure) for each in work)
    return tuple(value for value in found if value is not None)


def _figure(closed: Closed | None, measure: str) -> float | None:
    if closed is None or closed.report.figures is None:
        return None
    value = getattr(closed.report.figures, measure)
    return None if value is None else float(value)


def _failed(work: Sequence[Work]) -> tuple[Failed, ...]:
    counts: Counter[tuple[int, str]] = Counter()
    examples: dict[tuple[int, str], CheckResult] = {}
    for each in work:
        for stage, closed in each.closed.items():
            for check in closed.report.checks:
                if check.outcome == "failed" and not check.because_of:
                    counts[stage, check.id] += 1
                    examples.setdefault((stage, check.id), check)
    order = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(Failed(stage, examples[stage, name], counts[stage, name]) for stage, name in order)[
        :MOST_FAILED
    ]


def _clusters(work: Sequence[Work]) -> tuple[Cluster, ...]:
    """By the last stage that each closed."""
    drawn: list[tuple[Work, Closed, ObjectPicture]] = []
    for each in work:
        last = each.last
        if last is not None and last.report.objects is not None and last.report.objects.nodes:
            drawn.append((each, last, last.report.objects))
    return tuple(
        _cluster([drawn[member] for member in kind.members])
        for kind in kinds([shape(picture) for _, _, picture in drawn])
    )


def _cluster(members: Sequence[tuple[Work, Closed, ObjectPicture]]) -> Cluster:
    typical, _, picture = members[0]
    figures = [closed.report.figures for _, closed, _ in members if closed.report.figures is not None]
    return Cluster(
        count=len(members),
        names=tuple(each.who for each, _, _ in members),
        picture=picture,
        closed_lines=_mean([each.closed_lines_changed for each in figures]),
        new_lines=_mean([each.lines_added for each in figures]),
        typical=typical,
        shown=typical.share and len(members) >= LEAST_SHOWN,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _curves(work: Sequence[Work], stages: int) -> Mapping[str, Mapping[tuple[float | None, ...], int]]:
    found: dict[str, Counter[tuple[float | None, ...]]] = {}
    for measure in CHARTED:
        for each in work:
            values = tuple(_figure(each.closed.get(stage), measure) for stage in range(1, stages + 1))
            if any(value is not None for value in values):
                found.setdefault(measure, Counter())[values] += 1
    return found
