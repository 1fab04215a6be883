"""What kind of design it is, seen from its running objects: like shapes together, names left out of account.

An object is what it is (an object, a function, a container …), whether the submission made it, and how many others it
holds; then, three times over, what those are that it holds (Weisfeiler and Lehman). Two shapes are as like as their
labels overlap.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..report.report import ObjectPicture

ROUNDS = 3
"""How far an object's surroundings are looked at: a design's chain has no more links that matter."""

LIKE = 0.55
"""Overlap from which two shapes are one kind; it separates the built-in references as a person would."""

MOST_SHAPES = 400
"""Different shapes that are compared with each other; the rarest beyond are kinds of their own."""

Shape = tuple[tuple[str, int], ...]
"""How often each label occurs, by label; equal for designs that hold the same things in the same way."""


@dataclass(frozen=True)
class Kind:
    """Submissions of like shape: `members` by number, the most typical first."""

    members: tuple[int, ...]


def shape(picture: ObjectPicture) -> Shape:
    """The shape of running objects."""
    held = [[target for _, target in node.edges if target < len(picture.nodes)] for node in picture.nodes]
    labels = [
        _label(node.kind, bool(node.module), len(below))
        for node, below in zip(picture.nodes, held, strict=True)
    ]
    counted = Counter(labels)
    for _ in range(ROUNDS):
        labels = [
            _label(own, *sorted(labels[target] for target in below))
            for own, below in zip(labels, held, strict=True)
        ]
        counted.update(labels)
    return tuple(sorted(counted.items()))


def kinds(shapes: Sequence[Shape]) -> tuple[Kind, ...]:
    """The submissions by kind, the largest kind first."""
    members: dict[Shape, list[int]] = {}
    for number, each in enumerate(shapes):
        members.setdefault(each, []).append(number)
    distinct = sorted(members, key=lambda each: -len(members[each]))
    compared = distinct[:MOST_SHAPES]
    likeness = {
        (a, b): _likeness(dict(compared[a]), dict(compared[b]))
        for a in range(len(compared))
        for b in range(a)
    }
    leader = list(range(len(distinct)))
    for (a, b), like in likeness.items():
        if like >= LIKE:
            low, high = sorted((_root(leader, a), _root(leader, b)))
            leader[high] = low
    groups: dict[int, list[int]] = {}
    for number in range(len(distinct)):
        groups.setdefault(_root(leader, number), []).append(number)

    def typical(number: int, group: list[int]) -> float:
        return sum(
            len(members[distinct[other]])
            * likeness.get((max(number, other), min(number, other)), float(number == other))
            for other in group
        )

    found = []
    for group in groups.values():
        ordered = sorted(group, key=lambda number: -typical(number, group))
        found.append(Kind(tuple(member for number in ordered for member in members[distinct[number]])))
    return tuple(sorted(found, key=lambda kind: -len(kind.members)))


def _likeness(one: dict[str, int], other: dict[str, int]) -> float:
    """The overlap of two counts, 0 to 1."""
    both = sum(min(count, other.get(label, 0)) for label, count in one.items())
    either = sum(one.values()) + sum(other.values()) - both
    return both / either if either else 1.0


def _root(leader: list[int], number: int) -> int:
    while leader[number] != number:
        number = leader[number]
    return number


def _label(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()
