"""Finds code that repeats other code: renamed, reordered, with other constants, lightly edited.

Two regions (functions, or whole classes) are laid side by side as units (`kata.analysis.clones.clone_units`).
The densest stretch of each whose units occur in the other, in any order, is what may be a copy.
Its weight counts operators, library names, control flow, equal literals and names that are renamed
the same way throughout; what was edited in between counts against it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ...content.kata import Files, Layout
from ...workspace.snapshot import Snapshot
from ..program import Module, Program
from ..states import States
from .clone_units import Region, Unit, own_names, regions

LOGIC_WEIGHT = 18
"""Weight from which repeated logic is a copy. A retry loop weighs 21 and more, a policy of a retry
library 20, a check of two arguments 37, three checks of a status with their errors 33; what honest
designs share (a `try` around a library's call, a fallback beside a retry) weighs 14 at most."""

LOGIC_STEPS = 2
"""Control-flow units (loops, conditions, tries, raises) that make repeated code logic."""

PLAIN_WEIGHT = 30
"""Weight from which repeated straight-line code is a copy: some five calls with the same arguments. Two classes of
right designs that hold and forward the same things share 19 at most."""

CLASS_LOGIC_WEIGHT = 34
CLASS_LOGIC_STEPS = 5
"""The same for two classes whose methods are repeated but each too small to count alone."""

WHOLE = 0.9
WHOLE_UNITS = 3
WHOLE_WEIGHT = 15
"""A function repeated whole, of three units and a condition at least, is a copy though it is small: one that
chooses between two objects and hands on weighs 16. A function that only hands on has one or two units."""

REFUSAL_UNITS = 4
"""Units of a class that refuses or hands on: what it keeps, a condition, an error, a call. Two of a right design share
23. A condition that says what is right itself, by a library's name or a literal, is no such door."""

GAP = 0.6
"""What a unit without a partner costs, relative to its weight: a copy may be edited in a third of
its lines, while units that two functions share by chance are further apart."""

RENAMING = 0.5
"""The least part of names and literals that must agree: equal literals, names renamed throughout."""

MAX_SHARED = 60
"""Regions with one shape in common beyond which that shape says nothing about copying."""

Closed = dict[tuple[str, str], Counter[str]]
"""(path, name of a region) -> its statements as they stood."""

MAX_UNROLLED = 200
"""Units of one function that are looked through for a loop written out."""

MAX_PARTNERS = 32
"""Units of one shape among which the most alike is looked for."""

OF_LIBRARY = re.compile(r"(?<![.\w])[a-z]")
"""In the shape of a unit: a library or a built-in function; names of the workspace are `_` there."""

PLACES = frozenset({"l:0", "l:1", "l:2", "l:-1"})
"""Literals that say at most where something lies in what was handed over."""

FLOW = frozenset({"For", "While", "If", "Try", "Handler", "Raise"})


class Place(msgspec.Struct, frozen=True):
    """A stretch of one file; `lines` are those that are repeated, counted from 1."""

    module: Module
    name: str
    line: int
    end_line: int
    lines: frozenset[int]


class Clone(msgspec.Struct, frozen=True):
    """`copy` is new code that repeats `original`, which is closed or new."""

    copy: Place
    original: Place
    weight: int


def find(states: States, layout: Layout, given: Files) -> tuple[Clone, ...]:
    """Every stretch of code in `after`, not in `before`, that repeats other code of `after`.

    The composition root holds no logic and is not looked at; nor are the `given` files and the tests.
    """
    before, after, program = states.before, states.after, states.new
    modules = tuple(m for m in program.code(layout, given) if m.path != layout.root)
    own = own_names(modules)
    changed = frozenset(path for path, data in after.files.items() if before.files.get(path, data) != data)
    everything = [
        each for module in modules for each in regions(program, module, own, raw=module.path in changed)
    ]
    closed = _closed_units(states.old, changed)
    new = {id(each) for each in everything if not all(_old(each, before, closed))}
    found = []
    for one, other in _candidates(everything, new):
        clone = _compare(one, other, _old(one, before, closed), _old(other, before, closed))
        if clone is not None:
            found.append(clone)
    for region in everything:
        if id(region) in new and not region.is_class:
            found.extend(_unrolled(region, _old(region, before, closed)))
    return _without_repeats(found)


def _closed_units(program: Program, changed: frozenset[str]) -> Closed:
    """The statements of changed files before the stage, by region: what is among them is not new."""
    closed: Closed = defaultdict(Counter)
    for module in (each for path, each in program.by_path.items() if path in changed):
        for region in regions(program, module, frozenset(), raw=True):
            closed[module.path, region.name].update(unit.raw for unit in region.units)
    return closed


def _old(region: Region, before: Snapshot, closed: Closed) -> list[bool]:
    """For each unit, whether it stood there before; of a file that did not change, all did."""
    if region.module.path not in before.files:
        return [False] * len(region.units)
    known = closed.get((region.module.path, region.name))
    changed = region.units and region.units[0].raw
    return [unit.raw in known if known else not changed for unit in region.units]


def _candidates(everything: list[Region], new: set[int]) -> Iterable[tuple[Region, Region]]:
    """Pairs, the newer one first, that share enough for a closer look."""
    by_shape: dict[tuple[bool, str], list[int]] = defaultdict(list)
    sizes: list[dict[str, int]] = []
    for index, region in enumerate(everything):
        weights: dict[str, int] = {}
        for unit in region.units:
            weights[unit.shape] = weights.get(unit.shape, 0) + _full(unit)
        sizes.append(weights)
        for shape in weights:
            by_shape[region.is_class, shape].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for (_, shape), members in by_shape.items():
        for position, first in enumerate(members[:MAX_SHARED]):
            for second in members[position + 1 : MAX_SHARED]:
                if id(everything[first]) in new or id(everything[second]) in new:
                    shared[first, second] += min(sizes[first][shape], sizes[second][shape])
    for (first, second), weight in sorted(shared.items()):
        if weight >= WHOLE_WEIGHT:
            one, other = everything[first], everything[second]
            yield (one, other) if id(other) not in new else (other, one)


def _compare(one: Region, other: Region, one_old: list[bool], other_old: list[bool]) -> Clone | None:
    left = _densest(one.units, Counter(unit.shape for unit in other.units))
    right = _densest(other.units, Counter(unit.shape for unit in left))
    left = _densest(left, Counter(unit.shape for unit in right))
    old = {id(unit) for unit, was in zip(one.units, one_old, strict=True) if was}
    old |= {id(unit) for unit, was in zip(other.units, other_old, strict=True) if was}
    pairs = [(a, b) for a, b in _pair(left, right) if id(a) not in old or id(b) not in old]
    weight = _weight(pairs)
    steps = sum(a.flow in FLOW or a.flow.endswith("=") for a, _ in pairs)
    needed, needed_steps = (
        (CLASS_LOGIC_WEIGHT, CLASS_LOGIC_STEPS) if one.is_class else (LOGIC_WEIGHT, LOGIC_STEPS)
    )
    whole = len(pairs) >= WHOLE_UNITS and steps and _covers(pairs, one) and _covers(pairs, other)
    logic = weight >= needed and steps >= needed_steps
    small = _is_one_refusal(pairs) or not (logic or whole)
    if weight < (PLAIN_WEIGHT if small else WHOLE_WEIGHT):
        return None
    return Clone(_place(one, [a for a, _ in pairs]), _place(other, [b for _, b in pairs]), weight)


def _is_one_refusal(pairs: list[tuple[Unit, Unit]]) -> bool:
    """Whether an error is raised where other code of the workspace says so, and hardly more is done."""
    units = [a for a, _ in pairs]
    conditions = [unit for unit in units if unit.flow == "If"]
    return (
        len(units) <= REFUSAL_UNITS
        and sorted(unit.flow for unit in units if unit.flow in FLOW) == ["If", "Raise"]
        and not any(
            OF_LIBRARY.search(unit.shape) or any(atom[0] == "l" and atom not in PLACES for atom in unit.atoms)
            for unit in conditions
        )
    )


def _covers(pairs: list[tuple[Unit, Unit]], region: Region) -> bool:
    return sum(_full(a) for a, _ in pairs) >= WHOLE * sum(_full(unit) for unit in region.units)


def _unrolled(region: Region, old: list[bool]) -> Iterator[Clone]:
    """A loop written out: the same statements about the same names, one after the other, several times."""
    units = [unit for unit, was in zip(region.units, old, strict=True) if not was][:MAX_UNROLLED]
    for period in range(2, len(units) // 2 + 1):
        run: list[Unit] = []
        for earlier, later in zip(units, [*units[period:], None], strict=False):
            if later is not None and _says_the_same(earlier, later):
                run.append(later)
                continue
            steps = sum(unit.flow in FLOW for unit in run)
            if len(run) >= period and steps >= LOGIC_STEPS and sum(map(_full, run)) >= LOGIC_WEIGHT:
                start = units.index(run[0]) - period
                original = _place(region, units[start : start + period])
                yield Clone(_place(region, run), original, sum(map(_full, run)))
                return
            run = []


def _says_the_same(one: Unit, other: Unit) -> bool:
    """Whether two statements differ in their literals at most."""
    return one.shape == other.shape and all(
        a == b or a[0] == b[0] == "l" for a, b in zip(one.atoms, other.atoms, strict=False)
    )


def _densest(units: Sequence[Unit], available: Counter[str]) -> Sequence[Unit]:
    """The stretch with the most weight in `available`, less what is not (Kadane's sum)."""
    left = Counter(available)
    best, best_range, running, start = 0.0, (0, 0), 0.0, 0
    for index, unit in enumerate(units):
        if running <= 0:
            running, start = 0.0, index
            left = Counter(available)
        if left[unit.shape] > 0:
            left[unit.shape] -= 1
            running += _full(unit)
        else:
            running -= GAP * _full(unit)
        if running > best:
            best, best_range = running, (start, index + 1)
    return units[best_range[0] : best_range[1]]


def _pair(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Units of one shape, one to one: those that read alike first, else in order."""
    waiting: dict[str, list[Unit]] = defaultdict(list)
    for unit in right:
        waiting[unit.shape].append(unit)
    pairs = []
    for unit in left:
        partners = waiting[unit.shape]
        if partners:
            best = max(
                range(min(len(partners), MAX_PARTNERS)),
                key=lambda index: (_alike(unit, partners[index]), -index),
            )
            pairs.append((unit, partners.pop(best)))
    return pairs


def _alike(one: Unit, other: Unit) -> int:
    return sum(a == b for a, b in zip(one.atoms, other.atoms, strict=False))


def _weight(pairs: list[tuple[Unit, Unit]]) -> int:
    """What the shapes weigh together, with the names and literals that agree; 0 if too few do."""
    atoms = [both for a, b in pairs for both in zip(a.atoms, b.atoms, strict=False)]
    votes = Counter(both for both in atoms if both[0][0] == both[1][0] == "n")
    forward: dict[str, str] = {}
    backward: dict[str, str] = {}
    for (a, b), _ in votes.most_common():
        if a not in forward and b not in backward:
            forward[a], backward[b] = b, a
    agreeing = sum(a == b or forward.get(a) == b for a, b in atoms)
    if agreeing < RENAMING * len(atoms):
        return 0
    return agreeing + sum(a.weight for a, _ in pairs)


def _full(unit: Unit) -> int:
    return unit.weight + len(unit.atoms)


def _place(region: Region, units: list[Unit]) -> Place:
    lines = frozenset(line for unit in units for line in range(unit.line, unit.end_line + 1))
    return Place(region.module, region.name, min(lines), max(lines), lines)


def _without_repeats(found: list[Clone]) -> tuple[Clone, ...]:
    """The heaviest first, without those whose lines of the copy are nearly all told already."""
    told: dict[str, set[int]] = defaultdict(set)
    kept = []
    for clone in sorted(found, key=lambda c: (-c.weight, c.copy.module.path, c.copy.line)):
        lines = told[clone.copy.module.path]
        if len(clone.copy.lines - lines) * 2 >= len(clone.copy.lines):
            lines.update(clone.copy.lines)
            kept.append(clone)
    return tuple(kept)
