"""The running objects: a box for each, what it holds hanging below it."""

from __future__ import annotations

from markupsafe import Markup

from ...report.report import ObjectPicture
from ..escape import short
from ..objects import Branch, branches, sentence
from .svg import CHARACTER, SMALL, element, picture, words

GAP = 12.0  # pixels between boxes
TALL, LOW = 58.0, 42.0  # height of a box with plain values, and of one without
STEP = 26.0  # pixels further in for what is held
MAX_LETTERS = 30  # of a label; more would not fit a narrow screen
SMALL_LETTERS = 38  # of what stands below it
EDGE = 1.0  # so that no line is cut off


def draw_objects(shown: ObjectPicture, whose: str) -> Markup:
    """The picture of `whose` objects; its text alternative is the chain in words."""
    drawing = _Drawing()
    for branch in branches(shown):
        drawing.add(branch, 0)
    if shown.truncated:
        drawing.remark("… and more")
    chain = sentence(shown) or "nothing of the workspace's own"
    return picture(drawing.parts, drawing.width, drawing.height, f"{whose}: {chain}")


class _Drawing:
    def __init__(self) -> None:
        self.parts: list[Markup] = []
        self.width = 200.0
        self._top = EDGE

    @property
    def height(self) -> float:
        return max(LOW, self._top - GAP) + EDGE

    def add(self, branch: Branch, depth: int) -> float:
        """Draws the box and all below it; answers the middle of the box, for the line that leads to it."""
        top, left = self._top, depth * STEP + EDGE
        height = self._box(branch, left, top)
        self._top += height + GAP
        for child in branch.children:
            self._elbow(left, top + height, self.add(child, depth + 1))
        return top + height / 2

    def remark(self, text: str) -> None:
        self.parts.append(words(text, EDGE, self._top + 12, "soft"))
        self._top += LOW

    def _box(self, branch: Branch, left: float, top: float) -> float:
        label = short(branch.label + ("()" if branch.kind == "function" else ""), MAX_LETTERS)
        small = [short(_below(branch), SMALL_LETTERS)]
        if branch.values and not branch.again:
            small.append(short(branch.values, SMALL_LETTERS))
        height = TALL if len(small) > 1 else LOW
        letters = len(label) + (len(branch.share) + 1 if branch.share else 0)
        width = max([letters * CHARACTER, *(len(line) * SMALL for line in small)]) + 24
        css = f"box {branch.kind}" + (" again" if branch.again else "")
        rounding = LOW / 2 if branch.kind == "function" else 5
        self.parts += [
            element("rect", x=left, y=top, width=width, height=height, rx=rounding, class_=css),
            words(label, left + 12, top + 18, "label"),
            *(words(line, left + 12, top + 33 + 15 * place, "soft") for place, line in enumerate(small)),
        ]
        if branch.share:
            self.parts.append(
                words(branch.share, left + 12 + (len(label) + 1) * CHARACTER, top + 18, "share")
            )
        self.width = max(self.width, left + width + EDGE)
        return height

    def _elbow(self, left: float, bottom: float, middle: float) -> None:
        x = left + STEP / 2
        path = f"M{x:.0f} {bottom:.0f}V{middle:.0f}H{left + STEP:.0f}"
        self.parts.insert(0, element("path", d=path, class_="line"))


def _below(branch: Branch) -> str:
    if branch.again:
        return f"{branch.via}: drawn above already"
    return " · ".join(part for part in (branch.via, branch.module) if part)
