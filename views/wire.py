"""How a conversation went, held against how it should have gone."""

from __future__ import annotations

from itertools import zip_longest

from ..report.report import Moment
from .wording import number

ARROWS = {"request": "→", "line": "→", "reply": "←", "call": "»", "return": "«", "raise": "✗", "wait": "…"}


def parting(expected: tuple[Moment, ...], seen: tuple[Moment, ...]) -> int | None:
    """The place of the first moment that was seen and not expected so; None where nothing can be held against.

    Where nothing but the words of a last error are other ones, it is that error: it was to be of another kind.
    """
    if not expected or not seen:
        return None
    for place, (wanted, found) in enumerate(zip_longest(expected, seen)):
        if wanted is None or found is None or _kept(wanted) != _kept(found):
            return min(place, len(seen) - 1)
    return len(seen) - 1 if seen[-1].kind == "raise" else None


def _kept(moment: Moment) -> tuple[str, ...]:
    """What must be the same; the words of an error are a design's own."""
    words = "" if moment.kind == "raise" else moment.text
    return moment.kind, moment.source, moment.target, words


def in_short(moment: Moment) -> str:
    """A moment in a few words: `2 s → carrier POST /messages`."""
    other = {"request": moment.target, "line": moment.target, "reply": moment.source}.get(moment.kind, "")
    words = f"raises {moment.text}" if moment.kind == "raise" else moment.text
    at = f"{number(moment.at)} s"
    return f"{at:>5} {ARROWS[moment.kind]} {f'{other} ' if other else ''}{words}"
