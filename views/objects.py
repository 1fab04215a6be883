"""The running objects as a tree to draw: what is held twice is drawn once, shares stand at what gets them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ..report.report import ObjectNode, ObjectPicture
from .escape import one_line

MAX_DEPTH = 12  # a chain of wrappers this deep is a bug, not a design
MAX_BRANCHES = 60  # more boxes than this show nothing
MAX_LABEL = 48  # characters of a class name
MAX_VALUES = 1_000  # characters of an object's plain values
WHOLE = 100.0  # what shares add up to
ROUNDING = 1e-6  # how far off a sum of floats may be

NUMBER = re.compile(r"([^\[]+)\[(\w+)\](.*)=(\d+(?:\.\d+)?)")
"""A number in a list, as in `_percentages[0]=80` or `_shares[0][1]=80`."""

PLACE = re.compile(r"[^\[]+\[(\w+)\]")
"""The place in a list of something held, as in `_held[0]`."""


@dataclass(frozen=True)
class Branch:
    """One box: `via` is the attribute that leads to it, `share` its part of a split, `values` its plain data.

    `again` tells that the very same object is drawn elsewhere already; `tool` that several objects share it
    and that it holds nothing itself.
    """

    label: str
    via: str = ""
    module: str = ""
    share: str = ""
    values: str = ""
    kind: str = "object"
    again: bool = False
    tool: bool = False
    children: tuple[Branch, ...] = ()

    @property
    def words(self) -> str:
        """The box in words, without what leads to it."""
        name = f"{self.label}()" if self.kind == "function" else self.label
        return f"{name} {self.share}".rstrip() + (" (the same again)" if self.again else "")


def branches(picture: ObjectPicture) -> tuple[Branch, ...]:
    """The picture's roots as trees; each node is opened once, so that circles end."""
    return _Walk(picture).roots()


def sentence(picture: ObjectPicture) -> str:
    """The picture in words: `Outer → Inner → First 80 %, Second 20 %`; roots alike are told once."""
    return "; ".join(dict.fromkeys(_chain(tree) for tree in branches(picture)))


class _Walk:
    def __init__(self, picture: ObjectPicture) -> None:
        self._picture = picture
        self._nodes = picture.nodes
        self._held_by = Counter(
            index for node in picture.nodes for index in {index for _, index in node.edges}
        )
        self._seen: set[int] = set()
        self._left = MAX_BRANCHES

    def roots(self) -> tuple[Branch, ...]:
        """One tree for each object, however many names lead to it."""
        names: dict[int, list[str]] = {}
        for name, index in self._picture.roots:
            if self._known(index):
                names.setdefault(index, []).append(one_line(name, MAX_LABEL))
        return tuple(self._branch(_together(known), index, "", 0) for index, known in names.items())

    def _known(self, index: int) -> bool:
        return 0 <= index < len(self._nodes)

    def _branch(self, via: str, index: int, share: str, depth: int) -> Branch:
        node = self._nodes[index]
        again = index in self._seen and node.kind == "object"
        self._seen.add(index)
        self._left -= 1
        return Branch(
            label=one_line(node.label, MAX_LABEL),
            via=via,
            module=one_line(node.module, MAX_LABEL),
            share=share,
            values=one_line(node.detail, MAX_VALUES),
            kind=node.kind,
            again=again,
            tool=not node.edges and self._held_by[index] > 1,
            children=() if again or depth >= MAX_DEPTH else self._children(node, depth),
        )

    def _children(self, node: ObjectNode, depth: int) -> tuple[Branch, ...]:
        held = [(via, index) for via, index in node.edges if self._known(index)]
        shares = _shares(node.detail, tuple(via for via, _ in held))
        found = []
        for via, index in held:
            if self._left <= 0:
                break
            found.append(self._branch(one_line(via, MAX_LABEL), index, shares.get(via, ""), depth + 1))
        return tuple(found)


def _together(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _shares(values: str, held: tuple[str, ...]) -> dict[str, str]:
    """The share of each thing held in a list, when a list of as many numbers beside it adds up to 100."""
    places = {match[1]: via for via in held if (match := PLACE.match(via[:MAX_LABEL]))}
    lists: dict[tuple[str, str], dict[str, float]] = {}
    for value in values[:MAX_VALUES].split(", "):
        if match := NUMBER.fullmatch(value):
            name, place, rest, number = match.groups()
            lists.setdefault((name, rest), {})[place] = float(number)
    for numbers in lists.values():
        if numbers.keys() == places.keys() and abs(sum(numbers.values()) - WHOLE) <= ROUNDING:
            return {places[place]: f"{share:g} %" for place, share in numbers.items()}
    return {}


def _chain(branch: Branch) -> str:
    """In a sentence, shared tools and plain functions beside objects are left out: they are not the design."""
    told = tuple(child for child in branch.children if child.kind == "object" and not child.tool)
    told = told or tuple(child for child in branch.children if child.kind == "function")
    if not told:
        return branch.words
    if len(told) == 1:
        return f"{branch.words} → {_chain(told[0])}"
    parts = [_chain(child) for child in told]
    return f"{branch.words} → " + ", ".join(f"({part})" if " → " in part else part for part in parts)
