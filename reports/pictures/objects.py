"""The running objects: a box for each, what it holds hanging below it."""

from __future__ import annotations

from kata.grader.report import ObjectPicture
from kata.reports.objects import Branch, branches, sentence
from kata.reports.pictures.svg import CHARACTER, SMALL, element, picture, short, words
from markupsafe import Markup

ROW = 54  # pixels from box to box
BOX = 42  # height of a box
STEP = 26  # pixels further in for what is held
MAX_LETTERS = 30  # of a label; more would not fit a phone
EDGE = 1  # so that no line is cut off


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
        self._row = 0

    @property
    def height(self) -> float:
        return max(1, self._row) * ROW - (ROW - BOX) + 2 * EDGE

    def add(self, branch: Branch, depth: int) -> None:
        top = self._row * ROW + EDGE
        left = depth * STEP + EDGE
        self._row += 1
        self._box(branch, left, top)
        for child in branch.children:
            row = self._row
            self.add(child, depth + 1)
            self._elbow(left, top, row)

    def remark(self, text: str) -> None:
        self.parts.append(words(text, EDGE, self._row * ROW + 16, "soft"))
        self._row += 1

    def _box(self, branch: Branch, left: float, top: float) -> None:
        label = short(branch.label + ("()" if branch.kind == "function" else ""), MAX_LETTERS)
        below = short(_below(branch), MAX_LETTERS + 6)
        detail = short(branch.detail, 12)
        letters = len(label) + (len(detail) + 1 if detail else 0)
        width = max(letters * CHARACTER, len(below) * SMALL) + 24
        css = f"box {branch.kind}" + (" again" if branch.again else "")
        rounding = BOX / 2 if branch.kind == "function" else 5
        self.parts += [
            element("rect", x=left, y=top, width=width, height=BOX, rx=rounding, class_=css),
            words(label, left + 12, top + 18, "label"),
            words(below, left + 12, top + 33, "soft"),
        ]
        if detail:
            self.parts.append(words(detail, left + 12 + (len(label) + 1) * CHARACTER, top + 18, "detail"))
        self.width = max(self.width, left + width + EDGE)

    def _elbow(self, left: float, top: float, row: int) -> None:
        x = left + STEP / 2
        y = row * ROW + BOX / 2 + EDGE
        path = f"M{x:.0f} {top + BOX:.0f}V{y:.0f}H{left + STEP:.0f}"
        self.parts.insert(0, element("path", d=path, class_="line"))


def _below(branch: Branch) -> str:
    if branch.again:
        return f"{branch.via}: drawn above already"
    return " · ".join(part for part in (branch.via, branch.module) if part)
