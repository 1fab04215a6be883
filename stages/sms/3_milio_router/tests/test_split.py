"""A fifth of all messages goes through Milio, whoever receives them and whatever they say."""

from __future__ import annotations

import random
from collections import Counter
from itertools import count as numbers_from

import pytest
from kata.grader.toolkit import Returned, expect

from sms_support.shares import LIVE, ONE_CLIENT_ERROR, bounds
from sms_support.shop import FUNCTIONS, PHONE, SEEN_WITHIN, TEXT, TITLES, Sender, Shop, count, said

SHARE = 0.2
SEED = 80_20
WORDS = ("your", "parcel", "order", "7", "Pune", "é", "\U0001f4e6", "50 %", "today", "left")
ALIKE = (
    ("delivery_update", PHONE, TEXT),
    ("delivery_update", "9999999999", "x"),
    ("delivery_update", "1234567890", "é" * 140),
    ("confirm_order", "9000000000", "A-1"),
    ("confirm_order", "8111111112", "an order with a long name: " + "B-42 " * 15),
    ("send_otp", "0000000000", "000000"),
    ("send_otp", "7000000007", "482913"),
)
"""Client function, phone number and value of messages that are sent again and again."""


@pytest.mark.long
@pytest.mark.check("behaviour.splits-80-20")
@pytest.mark.brief(
    "Send 20 % of all messages through Milio and the rest through Watertel.",
    "Milio's share is 20 % of all messages, at random or by turns, whatever the receiver and the text are,",
    inputs="500 to 6000 messages by the three client functions in any order, each to another number, with texts of all "
    "lengths; also counted for each client function",
)
def test_milio_takes_a_fifth_of_all_messages(shop: Shop) -> None:
    # Every number once: a design that counts for each receiver apart never gets to Milio here.
    draw = random.Random(SEED)
    sent: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    fits: bool | None = None
    for number in numbers_from(1):
        sender = shop.sender(draw.choice(sorted(FUNCTIONS)))
        value = " ".join(draw.choices(WORDS, k=draw.randint(1, 15)))
        went = _where_it_goes(shop, sender, _number(draw, number), value, number)
        sent[sender.name] += 1
        seen[sender.name] += went == "milio"
        if number in LIVE.stops:
            fits = LIVE.decide(SHARE, number, seen.total())
            if fits is not None:
                break
    for name in FUNCTIONS:
        lowest, highest = bounds(sent[name], SHARE, ONE_CLIENT_ERROR)
        expect(
            lowest <= seen[name] <= highest,
            expected=f"20 % of {sent[name]} messages of {name} go through Milio, about {SHARE * sent[name]:.0f}",
            seen=f"{seen[name]} did",
            missing="" if seen.total() else "no message has reached Milio yet",
        )
    expect(
        bool(fits),
        expected=f"20 % of {sent.total()} messages to as many numbers go through Milio, "
        f"about {SHARE * sent.total():.0f}",
        seen=f"{seen.total()} did, which is {100 * seen.total() / sent.total():.1f} %",
        missing="" if seen.total() else "no message has reached Milio yet",
    )


@pytest.mark.check("behaviour.splits-80-20")
@pytest.mark.brief(
    "Milio's share is 20 % of all messages, at random or by turns, whatever the receiver and the text are,",
    inputs="seven messages (texts of 1 to 140 characters, all client functions), each sent until both providers had "
    "it, 250 times at most",
)
def test_like_messages_go_through_both(shop: Shop) -> None:
    # A design that chooses by the receiver or the text takes the same way each time.
    for name, phone, value in ALIKE:
        sender, seen = shop.sender(name), set[str]()
        for number in range(1, SEEN_WITHIN + 1):
            seen.add(_where_it_goes(shop, sender, phone, value, number))
            if len(seen) > 1:
                break
        expect(
            len(seen) > 1,
            expected=f"of many like messages of {name}, some go through Milio and some through Watertel",
            seen=f"all of {SEEN_WITHIN} like messages went through {TITLES[min(seen)]}",
            missing="no message has reached Milio yet" if not shop.reaches_all() else "",
        )


def _number(draw: random.Random, place: int) -> str:
    """A phone number from all over, which no other place has."""
    return f"{draw.randrange(100_000)}".zfill(5) + f"{place * 7_919 % 100_000}".zfill(5)


def _where_it_goes(shop: Shop, sender: Sender, phone: str, value: str, number: int) -> str:
    shop.forget()
    outcome = sender(phone, value)
    went = [arrival.provider for arrival in shop.journal.arrivals if arrival.kind != "login"]
    # What a provider refuses was routed all the same: its own check tells of it.
    expect(
        isinstance(outcome, Returned) or bool(went),
        expected="every message goes to one of the providers",
        seen=f"message {number} ({sender.name}) {said(outcome)}{shop.refusals()}",
    )
    expect(
        len(went) == 1,
        expected="every message goes to one provider, once, while both work",
        seen=f"message {number} ({sender.name}) came to {count(len(went), 'request')}{shop.refusals()}",
    )
    return went[0]
