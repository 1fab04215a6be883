"""Messages on the wire: who said what to whom, in order, with the waits between."""

from __future__ import annotations

from markupsafe import Markup

from ...report.report import Moment
from ..escape import one_line, short
from ..wording import count, number
from .svg import element, picture, words

LANE = 160.0  # pixels from lifeline to lifeline
MARGIN = 76.0  # left of the first lifeline: the time, and half of its name
HEAD = 40.0  # height of the names
ROW = 36.0  # pixels of one moment
MAX_MOMENTS = 40  # more is a log, not a picture
MAX_LANES = 8
NAME_LETTERS = 18  # of a name above its lifeline
LETTERS = 22  # of a text between two lifelines


def draw_wire(moments: tuple[Moment, ...], title: str, marked: int | None = None) -> Markup:
    """A sequence picture of the moments; the one at place `marked` is set off."""
    shown = moments[:MAX_MOMENTS]
    lanes = list(dict.fromkeys(name for moment in shown for name in (moment.source, moment.target)))[
        :MAX_LANES
    ]
    place = {name: MARGIN + LANE * number for number, name in enumerate(lanes)}
    shown = tuple(moment for moment in shown if moment.source in place and moment.target in place)
    height = HEAD + ROW * (len(shown) + 1)
    width = 2 * MARGIN + LANE * max(0, len(lanes) - 1)
    parts = [part for name in lanes for part in _lane(name, place[name], height)]
    last = None
    for step, moment in enumerate(shown):
        y = HEAD + ROW * (step + 1)
        if step == marked:
            band = element("rect", x=1, y=y - ROW / 2 - 4, width=width - 2, height=ROW, rx=4, class_="marked")
            parts.insert(0, band)  # behind everything else
        if moment.at != last:
            parts.append(words(f"{number(moment.at)} s", 4, y + 4, "soft"))
            last = moment.at
        parts += _moment(moment, place[moment.source], place[moment.target], y)
    if len(shown) < len(moments):
        parts.append(
            words(f"… and {count(len(moments) - len(shown), 'more moment')}", 4, height + 14, "soft")
        )
        height += 22
    return picture(parts, width, height, f"{one_line(title, 200)}: " + "; ".join(steps(moments, marked)))


def steps(moments: tuple[Moment, ...], marked: int | None = None) -> tuple[str, ...]:
    """The same in words, a moment each."""
    return tuple(
        ("otherwise than expected, " if place == marked else "") + _told(moment)
        for place, moment in enumerate(moments[:MAX_MOMENTS])
    )


def _told(moment: Moment) -> str:
    text = one_line(moment.text, 200)
    if moment.kind == "wait":
        return f"at {number(moment.at)} s {one_line(moment.source, 60)}: {text}"
    verb = {
        "call": "calls",
        "request": "sends to",
        "line": "writes to",
        "reply": "answers",
        "return": "returns to",
        "raise": "raises to",
    }
    names = f"{one_line(moment.source, 60)} {verb[moment.kind]} {one_line(moment.target, 60)}"
    return f"at {number(moment.at)} s {names}: {text}"


def _lane(name: str, x: float, height: float) -> list[Markup]:
    return [
        words(short(one_line(name, 60), NAME_LETTERS), x, 18, "label", "middle"),
        element("path", d=f"M{x:.0f} 28V{height - 10:.0f}", class_="life"),
    ]


def _moment(moment: Moment, start: float, end: float, y: float) -> list[Markup]:
    text = short(one_line(moment.text, 200), LETTERS)
    if start == end:
        bar = element("rect", x=start - 5, y=y - 14, width=10, height=ROW - 12, rx=3, class_="wait")
        return [bar, words(text, start + 12, y + 2, "detail")]
    way = 1 if end > start else -1
    css = "arrow bad" if moment.kind == "raise" else "arrow"
    if moment.kind in ("reply", "return", "raise"):
        css += " back"
    head = f"M{end - way * 8:.0f} {y - 4:.0f}L{end - way:.0f} {y:.0f}L{end - way * 8:.0f} {y + 4:.0f}"
    middle = start + way * LANE / 2
    return [
        element("path", d=f"M{start + way * 1:.0f} {y:.0f}H{end - way:.0f}", class_=css),
        element("path", d=head, class_=css.replace(" back", "")),
        words(text, middle, y - 6, "bad-text" if moment.kind == "raise" else "detail", "middle"),
    ]
