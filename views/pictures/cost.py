"""The cost of extension over the stages: the references as a band, the trainee as dots on it."""

from __future__ import annotations

from markupsafe import Markup

from ..cost import CHARTED, MEASURES, Cost
from ..wording import number
from .svg import NAMESPACE, element, picture, words

WIDTH, HEIGHT = 300.0, 170.0  # pixels of one chart
TOP, BOTTOM, SIDE = 26.0, 28.0, 20.0  # pixels kept free for values, stage numbers, edges
BAND = 30.0  # width of a band
BAR = 144.0  # width of a bar in a table
THIN = 4.0  # height of a band whose references agree

NAMES = dict(MEASURES)


def draw_costs(stages: tuple[tuple[int, tuple[Cost, ...]], ...]) -> tuple[tuple[str, Markup], ...]:
    """A chart for each charted measure that has a value: its name and its picture."""
    charts = []
    for field in CHARTED:
        points = [(stage, cost) for stage, costs in stages for cost in costs if cost.field == field]
        if any(cost.value is not None for _, cost in points):
            charts.append((NAMES[field], _chart(NAMES[field], points)))
    return tuple(charts)


def draw_bar(cost: Cost) -> Markup:
    """One figure on its band, for a row of a table, which says the same in words; nothing without a band."""
    if cost.value is None or cost.least is None or cost.most is None:
        return Markup("")
    top = max(cost.value, cost.most, 1)

    def x(value: float) -> float:
        return 5 + (BAR - 10) * value / top

    parts = [element("path", d=f"M5 8H{BAR - 5:.0f}", class_="trace")]
    width = max(THIN, x(cost.most) - x(cost.least))
    parts.append(element("rect", x=x(cost.least), y=3.0, width=width, height=10, class_="band"))
    css = "dot above" if cost.stands == "above" else "dot"
    parts.append(element("circle", cx=x(cost.value), cy=8, r=4, class_=css))
    return element("svg", *parts, aria_hidden="true", viewBox=f"0 0 {BAR:.0f} 16", xmlns=NAMESPACE)


def _chart(name: str, points: list[tuple[int, Cost]]) -> Markup:
    top = max([1.0, *(value for _, cost in points for value in (cost.value, cost.most) if value is not None)])
    step = (WIDTH - 2 * SIDE) / len(points)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    base = y(0)
    bands, dots, path = [], [], []
    for place, (stage, cost) in enumerate(points):
        x = SIDE + step * (place + 0.5)
        bands.append(words(f"stage {stage}", x, HEIGHT - 8, "soft", "middle"))
        if cost.least is not None and cost.most is not None:
            height = max(THIN, y(cost.least) - y(cost.most))
            low = min(base + THIN / 2, y(cost.most) + height)
            bands.append(
                element("rect", x=x - BAND / 2, y=low - height, width=BAND, height=height, class_="band")
            )
        if cost.value is not None:
            css = "dot above" if cost.stands == "above" else "dot"
            path.append(f"{x:.1f} {y(cost.value):.1f}")
            dots.append(element("circle", cx=x, cy=y(cost.value), r=4.5, class_=css))
            dots.append(words(number(cost.value), x, y(cost.value) - 9, "value", "middle"))
    line = element("path", d="M" + "L".join(path), class_="trace")
    axis = element("path", d=f"M{SIDE:.0f} {base:.0f}H{WIDTH - SIDE:.0f}", class_="line")
    return picture([axis, *bands, line, *dots], WIDTH, HEIGHT, _told(name, points))


def _told(name: str, points: list[tuple[int, Cost]]) -> str:
    told = []
    for stage, cost in points:
        value = "not known" if cost.value is None else number(cost.value)
        band = f" (references {cost.band})" if cost.band else ""
        told.append(f"stage {stage} {value}{band}")
    return f"{name}: " + ", ".join(told)
