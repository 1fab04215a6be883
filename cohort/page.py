"""The cohort on one page: nothing in it is loaded from elsewhere, and nothing in it runs."""

from __future__ import annotations

from collections import Counter
from statistics import median

from markupsafe import Markup

from ..views.cost import MEASURES
from ..views.formats.html import environment
from ..views.objects import sentence
from ..views.pictures.objects import draw_objects
from ..views.pictures.svg import element, picture, words
from ..views.wording import number
from .summary import Alike, Summary

WIDTH, HEIGHT = 300.0, 190.0  # pixels of one chart
TOP, BOTTOM, SIDE = 26.0, 28.0, 20.0  # pixels kept free for values, stage numbers, edges
FAINT, STRONG = 0.25, 1.0  # how dark the line of one submission is, and of all

MOST_ROWS = 200
"""Rows of one table; the files beside the page have all."""

NAMES = dict(MEASURES)


def page(found: Summary) -> str:
    """The page as a whole document."""
    return (
        environment()
        .get_template("cohort.html")
        .render(
            cohort=found,
            headline=headline(found),
            stages=[found.stages[number] for number in sorted(found.stages)],
            charts=[
                (NAMES[name], _curves(NAMES[name], counted))
                for name, counted in found.costs.items()
                if counted
            ],
            failed=found.failed[:MOST_ROWS],
            most=max((each.count for each in found.failed), default=1),
            kinds=[(each, _drawn(each), sentence(each.picture)) for each in found.alike],
            similar=found.similar[:MOST_ROWS],
            left={"failed": len(found.failed) - MOST_ROWS, "similar": len(found.similar) - MOST_ROWS},
        )
        .rstrip("\n")
        + "\n"
    )


def headline(found: Summary) -> str:
    """What the cohort came to, in a sentence."""
    told = f"{found.passed} of {found.count} passed every stage that they handed in"
    if found.broken:
        told += f"; {len(found.broken)} could not be graded"
    return told + "."


def _drawn(alike: Alike) -> Markup:
    return draw_objects(alike.picture, f"The most typical of {alike.count}")


def _curves(name: str, counted: Counter[tuple[float | None, ...]]) -> Markup:
    """A line for each submission, darker where several go the same way, and the median of all with its value."""
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


def _middle(counted: Counter[tuple[float | None, ...]], at: int) -> float | None:
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
