"""A measure over the stages: a line for each of many, and the middle one."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from markupsafe import Markup

from ..wording import number
from .svg import element, picture, words

WIDTH, HEIGHT = 300.0, 190.0  # pixels of one chart
TOP, BOTTOM, SIDE = 26.0, 28.0, 20.0  # pixels kept free for values, stage numbers, edges
FAINT, STRONG = 0.25, 1.0  # how dark the line of one is, and of all


def draw_curves(name: str, counted: Mapping[tuple[float | None, ...], int]) -> Markup:
    """A line for each, darker where several go the same way, and the median of all with its value.

    `counted` are the values stage by stage (None: not known), and how many have exactly these.
    """
    stages = max(len(values) for values in counted)
    middles = [_middle(counted, at) for at in range(stages)]
    top = max([1.0, *(value for values in counted for value in values if value is not None)])
    step = (WIDTH - 2 * SIDE) / stages

    def place(at: int, value: float) -> tuple[float, float]:
        return SIDE + step * (at + 0.5), HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    most = max(counted.values())
    lines = []
    for values, count in counted.items():
        points = [place(at, value) for at, value in enumerate(values) if value is not None]
        dark = FAINT + (STRONG - FAINT) * (count - 1) / max(1, most - 1) * 0.6
        lines.append(element("path", d=_path(points), class_="one", stroke_opacity=f"{dark:.2f}"))
    marks = [words(f"stage {at + 1}", place(at, 0)[0], HEIGHT - 8, "soft", "middle") for at in range(stages)]
    known = [(at, value) for at, value in enumerate(middles) if value is not None]
    middle = element("path", d=_path([place(at, value) for at, value in known]), class_="middle")
    for at, value in known:
        x, y = place(at, value)
        marks += [
            element("circle", cx=x, cy=y, r=4.0, class_="dot"),
            words(number(value), x, y - 9, "value", "middle"),
        ]
    axis = element("path", d=f"M{SIDE:.0f} {HEIGHT - BOTTOM:.0f}H{WIDTH - SIDE:.0f}", class_="line")
    told = ", ".join(f"stage {at + 1} {number(value)}" for at, value in known)
    return picture([axis, *lines, middle, *marks], WIDTH, HEIGHT, f"{name}, the middle one: {told}")


def _middle(counted: Mapping[tuple[float | None, ...], int], at: int) -> float | None:
    found = [
        value
        for values, count in counted.items()
        for value in values[at : at + 1] * count
        if value is not None
    ]
    return float(median(found)) if found else None


def _path(points: list[tuple[float, float]]) -> str:
    if len(points) == 1:
        ((x, y),) = points
        return f"M{x - 6:.1f} {y:.1f}H{x + 6:.1f}"
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
