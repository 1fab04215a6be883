"""The running objects as a tree to draw: containers are left out, what is held twice is drawn once."""

from __future__ import annotations

from dataclasses import dataclass

from kata.grader.report import ObjectNode, ObjectPicture
from kata.reports.escape import one_line

MAX_DEPTH = 12  # a chain of wrappers this deep is a bug, not a design
MAX_BRANCHES = 60  # more boxes than this show nothing
MAX_LABEL = 48  # characters of a class name
MAX_DETAIL = 32  # characters beside it


@dataclass(frozen=True)
class Branch:
    """One box: `via` is the attribute that leads to it, `again` tells that it is drawn elsewhere already."""

    label: str
    via: str = ""
    module: str = ""
    detail: str = ""
    kind: str = "object"
    again: bool = False
    children: tuple[Branch, ...] = ()

    @property
    def words(self) -> str:
        """The box in words, without what leads to it."""
        name = f"{self.label}()" if self.kind == "function" else self.label
        return f"{name} {self.detail}".rstrip() + (" (the same again)" if self.again else "")


def branches(picture: ObjectPicture) -> tuple[Branch, ...]:
    """The picture's roots as trees; each node is opened once, so that circles end."""
    return _Walk(picture).roots()


def sentence(picture: ObjectPicture) -> str:
    """The picture in words: `Resending → Router → First 80 %, Second 20 %`; roots alike are told once."""
    trees = branches(picture)
    return "; ".join(dict.fromkeys(_chain(tree) for tree in trees))


class _Walk:
    def __init__(self, picture: ObjectPicture) -> None:
        self._nodes = picture.nodes
        self._roots = picture.roots
        self._seen: set[int] = set()
        self._left = MAX_BRANCHES

    def roots(self) -> tuple[Branch, ...]:
        return tuple(
            self._branch(one_line(name, MAX_LABEL), index, 0)
            for name, index in self._roots
            if self._known(index)
        )

    def _known(self, index: int) -> bool:
        return 0 <= index < len(self._nodes)

    def _branch(self, via: str, index: int, depth: int) -> Branch:
        node = self._nodes[index]
        again = index in self._seen and bool(node.edges)
        self._seen.add(index)
        self._left -= 1
        children = () if again else self._children(node, depth)
        return Branch(
            label=one_line(node.label, MAX_LABEL),
            via=via,
            module=one_line(node.module, MAX_LABEL),
            detail=one_line(node.detail, MAX_DETAIL),
            kind=node.kind,
            again=again,
            children=children,
        )

    def _children(self, node: ObjectNode, depth: int) -> tuple[Branch, ...]:
        if depth >= MAX_DEPTH:
            return ()
        found = []
        for via, index in self._held(node, frozenset()):
            if self._left <= 0:
                break
            found.append(self._branch(one_line(via, MAX_LABEL), index, depth + 1))
        return tuple(found)

    def _held(self, node: ObjectNode, inside: frozenset[int]) -> list[tuple[str, int]]:
        """What the node holds, looking through containers; plain values are not drawn."""
        held: list[tuple[str, int]] = []
        for via, index in node.edges:
            if not self._known(index) or index in inside:
                continue
            target = self._nodes[index]
            if target.kind == "container":
                held += [(via, deeper) for _, deeper in self._held(target, inside | {index})]
            elif target.kind != "value":
                held.append((via, index))
        return held


def _chain(branch: Branch) -> str:
    """In a sentence, plain functions beside objects are left out: they are tools, not senders."""
    objects = tuple(child for child in branch.children if child.kind == "object")
    told = objects or branch.children
    if not told:
        return branch.words
    if len(told) == 1:
        return f"{branch.words} → {_chain(told[0])}"
    parts = [_chain(child) for child in told]
    return f"{branch.words} → " + ", ".join(f"({part})" if " → " in part else part for part in parts)
