"""Whichever provider answers, one piece of code knows what a status means: seen where it raises an error."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Piece, SourceOf, Unmet, are_two, expect, judging_piece
from kata.grader.toolkit.faults import status

from sms_support.faults import INPUT_REFUSED
from sms_support.shop import Shop

JUDGED = (INPUT_REFUSED, 403)
"""Statuses of two kinds, neither of which is resent: whoever tells these apart knows what statuses mean."""


@pytest.mark.check("duplication.none")
@pytest.mark.brief(
    "One piece of your code knows what a status means, for both providers.",
    inputs="a message that is answered with 400, and one with 403, by Watertel and by Milio",
)
def test_one_piece_of_code_tells_the_statuses_of_both_apart(shop: Shop, source_of: SourceOf) -> None:
    for code in JUDGED:
        watertel, milio = (_judging(shop, provider, code, source_of) for provider in ("watertel", "milio"))
        if watertel is None or milio is None or not are_two(watertel, milio):
            return
    expect(
        False,
        expected="one piece of code knows what a status means, whichever provider answers",
        seen=f"{watertel.words} judges the statuses of Watertel, and {milio.words} those of Milio",
        places=(
            *milio.evidence("turns Milio's statuses into errors"),
            *watertel.evidence("turns Watertel's statuses into errors"),
        ),
    )


def _judging(shop: Shop, provider: str, code: int, source_of: SourceOf) -> Piece | None:
    """What raises the error for a message that this provider answers so; None where that cannot be known."""
    shop.fail(status(code), begins_at=provider)
    try:
        return judging_piece(shop.send_through(provider), source_of)
    except Unmet:
        return None
    finally:
        shop.heal()
