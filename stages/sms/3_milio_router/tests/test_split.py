"""A fifth of all messages goes through Milio, whoever receives them and whatever they say."""

from __future__ import annotations

import random

import pytest
from kata.grader.toolkit import Returned, expect

from simulators.shares import MANY_NUMBERS, ONE_NUMBER, Plan
from simulators.shop import Outcome, Shop, count, said

SHARE = 0.2
FIRST_NUMBER = 6_000_000_000


@pytest.mark.check("behaviour.splits-80-20")
def test_milio_takes_a_fifth_of_messages_to_many_numbers(shop: Shop) -> None:
    # Every number once: a design that counts for each receiver apart never gets to Milio here.
    numbers = [str(FIRST_NUMBER + place * 7_919) for place in range(MANY_NUMBERS.last)]
    random.Random(len(numbers)).shuffle(numbers)
    _expect_a_fifth(
        shop,
        MANY_NUMBERS,
        lambda place: shop.send_otp(numbers[place], f"{place * 3_571 % 1_000_000:06d}"),
        "as many numbers",
    )


@pytest.mark.check("behaviour.splits-80-20")
def test_milio_takes_a_fifth_of_messages_to_one_number(shop: Shop) -> None:
    # The same text too: a design that chooses by receiver or text takes the same way each time.
    _expect_a_fifth(shop, ONE_NUMBER, lambda _place: shop.delivery_update(), "one number")


def _expect_a_fifth(shop: Shop, plan: Plan, send: object, to: str) -> None:
    assert callable(send)
    seen = 0
    fits: bool | None = None
    sent = 0
    while fits is None:
        shop.forget()
        outcome: Outcome = send(sent)
        sent += 1
        went = [arrival.provider for arrival in shop.journal.arrivals if arrival.kind != "login"]
        # What a provider refuses was routed all the same: its own check tells of it.
        expect(
            isinstance(outcome, Returned) or bool(went),
            expected="every message goes to one of the providers",
            seen=f"message {sent} {said(outcome)}{shop.refusals()}",
        )
        expect(
            len(went) == 1,
            expected="every message goes to one provider, once, while both are well",
            seen=f"message {sent} came to {count(len(went), 'request')}{shop.refusals()}",
        )
        seen += went[0] == "milio"
        if sent in plan.stops:
            fits = plan.decide(SHARE, sent, seen)
    expect(
        fits,
        expected=f"20 % of {sent} messages to {to} go through Milio, about {SHARE * sent:g}",
        seen=f"{seen} did, which is {100 * seen / sent:.1f} %",
        missing="" if seen else "no message has reached Milio yet",
    )
