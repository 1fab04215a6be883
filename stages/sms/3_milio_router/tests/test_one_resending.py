"""Whichever provider a message goes to first, one piece of code resends it: seen while it waits."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Piece, Unmet, are_two, expect, waiting_piece
from kata.grader.toolkit.faults import status

from sms_support.schedule import keeps_schedule
from sms_support.shop import Shop

OUTAGE = status(503)


@pytest.mark.check("duplication.none")
@pytest.mark.brief(
    "For new requirements, write new code that duplicates none.",
    "It is duplicated, too, when the running program shows",
    inputs="a message that meets nothing but answers 503, to Watertel first and to Milio first",
)
def test_one_piece_of_code_resends_to_both(shop: Shop) -> None:
    watertel, milio = _resending(shop, "watertel"), _resending(shop, "milio")
    if watertel is None or milio is None:
        return
    expect(
        not are_two(watertel, milio),
        expected="one piece of code resends, whichever provider a message goes to",
        seen=f"{watertel.words} resends what Watertel fails, and {milio.words} what Milio fails",
        places=(
            *milio.evidence("resends what Milio fails"),
            *watertel.evidence("resends what Watertel fails"),
        ),
    )


def _resending(shop: Shop, provider: str) -> Piece | None:
    """What resends a message that goes to that provider first and fails everywhere; None where it is not resent
    as the rules ask: that is for the checks of behaviour to tell."""

    def before_each() -> None:
        shop.heal()
        shop.fail(OUTAGE)

    try:
        shop.send_through(provider, before_each=before_each)
    except Unmet:
        return None
    if not keeps_schedule(shop.journal.attempts):
        return None
    return waiting_piece(shop.subject.waits)
