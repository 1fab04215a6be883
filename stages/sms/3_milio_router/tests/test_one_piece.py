"""What is true of both providers is known to one piece of code: seen where it raises an error."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import (
    Piece,
    SourceOf,
    Unmet,
    are_two,
    expect,
    raising_piece,
    tells_kinds_apart,
    writes_number,
)
from kata.grader.toolkit.faults import status

from sms_support.faults import INPUT_REFUSED
from sms_support.guide import MESSAGE_CHARACTERS
from sms_support.shop import PHONE, Shop

JUDGED = (INPUT_REFUSED, 403)
"""Statuses of two kinds, neither of which is resent: whoever tells these apart knows what statuses mean."""
TOO_LONG = "x" * (MESSAGE_CHARACTERS + 10)
MESSAGES = 40
"""So many are routed to Watertel all but once in 7 000 times."""


@pytest.mark.check("duplication.none")
@pytest.mark.brief(
    "One piece of your code knows what a status means, and one what bad input is, for both providers.",
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
        return raising_piece(shop.send_through(provider), source_of, tells_kinds_apart)
    except Unmet:
        return None
    finally:
        shop.heal()


@pytest.mark.check("duplication.none")
@pytest.mark.brief(
    "One piece of your code knows what a status means, and one what bad input is, for both providers.",
    inputs="a text of 150 characters, forty times, so that it would go to either provider",
)
def test_one_piece_of_code_refuses_bad_input(shop: Shop, source_of: SourceOf) -> None:
    knows = writes_number(MESSAGE_CHARACTERS, MESSAGE_CHARACTERS + 1)
    first: Piece | None = None
    for _ in range(MESSAGES):
        piece = raising_piece(shop.delivery_update(PHONE, TOO_LONG), source_of, knows)
        first = first or piece
        expect(
            not are_two(first, piece),
            expected="one piece of code refuses bad input, wherever the message would go",
            seen=f"{first.words if first else ''} refuses the same text at one time, and "
            f"{piece.words if piece else ''} at another",
            places=tuple(
                place
                for each in (piece, first)
                if each is not None
                for place in each.evidence("refuses the text")
            ),
        )
