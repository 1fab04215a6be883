"""Gives the hints of a check one by one, from a nudge to the chapter; the report tells how many were taken."""

from __future__ import annotations

import msgspec

from ..base.errors import StateError
from .events import HintTaken
from .sitting import Sitting

SCHEMA = "kata/hint/v1"


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """One hint: the `level`-th of `levels` of a check, whose last level comes again when all are taken."""

    schema: str = SCHEMA
    check: str
    holds: str
    level: int
    levels: int
    text: str


def take_hint(sitting: Sitting, failing: str) -> Hint:
    """Takes the next hint for the failing check, whose id is as the report writes it.

    Raises StateError for a check without hints.
    """
    with sitting.alone():
        now = sitting.open_progress()
        check = sitting.kata.check_called(failing, now.stage)
        if check is None:
            raise StateError(f"The kata has no check {failing} any more. Hand in again with `kata next`.")
        if not check.hints:
            raise StateError(
                f"There are no hints for {failing}. Read what the brief says about it: `kata brief`."
            )
        taken = sum(hint.check == failing for hint in now.hints)
        level = check.next_hint(taken)
        if level > taken:
            sitting.note(HintTaken(stage=now.stage, check=failing, level=level))
        return Hint(
            check=failing,
            holds=check.holds,
            level=level,
            levels=len(check.hints),
            text=check.hints[level - 1],
        )
