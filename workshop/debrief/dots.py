"""A measure of several kinds of design: every person a dot, the middle one a line, the references' band behind."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ...views.pictures.svg import element, picture, words
from ...views.wording import number
from .debrief import Cost

WIDTH, ROW, TOP, BOTTOM = 420.0, 34.0, 8.0, 24.0  # pixels
LEFT, RIGHT = 84.0, 44.0  # pixels kept free for the kinds' names, and for the last value
STACKED = 5.0  # pixels between dots of one value


def draw_dots(name: str, rows: Sequence[tuple[str, Cost]], band: tuple[float, float] | None) -> Markup:
    """One row for each kind."""
    top: float = max([1.0, *(value for _, cost in rows for value in cost.values), *(band or ())])
    height = TOP + ROW * len(rows) + BOTTOM

    def place(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / top

    drawn: list[Markup] = []
    if band is not None:
        wide = max(2.0, place(band[1]) - place(band[0]))
        drawn.append(
            element("rect", x=place(band[0]), y=TOP, width=wide, height=ROW * len(rows), class_="band")
        )
    for line, (kind, cost) in enumerate(rows):
        y = TOP + ROW * (line + 0.5)
        drawn.append(words(kind, LEFT - 12, y + 4, "label", "end"))
        drawn.append(element("path", d=f"M{LEFT:.0f} {y:.1f}H{WIDTH - RIGHT:.0f}", class_="trace"))
        met: dict[float, int] = {}
        for value in sorted(cost.values):
            place_of = met.get(value, 0)
            met[value] = place_of + 1
            drawn.append(
                element("circle", cx=place(value), cy=y - STACKED * (place_of % 3), r=4.5, class_="person")
            )
        if cost.middle is not None:
            x = place(cost.middle)
            drawn.append(element("path", d=f"M{x:.1f} {y - 11:.1f}V{y + 9:.1f}", class_="median"))
            drawn.append(words(number(cost.middle), x + 7, y + 13, "value"))
    bottom = height - 8
    drawn += [
        words("0", LEFT, bottom, "soft", "middle"),
        words(number(top), place(top), bottom, "soft", "middle"),
    ]
    told = "; ".join(
        f"{kind}: the middle one {number(cost.middle)}" for kind, cost in rows if cost.middle is not None
    )
    return picture(drawn, WIDTH, height, f"{name}. {told}")
