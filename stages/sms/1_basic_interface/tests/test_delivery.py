"""Messages reach a provider: one each, as they were given, and none before a client asks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import Returned, examples, expect

from simulators.inputs import about, padded_phones, texts
from simulators.script import Attempts
from simulators.shop import CLIENTS, PHONE, TITLES, Shop, count, said

MESSAGES = {
    "confirm_order": (("7000000001", "B-42"), "Your order B-42 is confirmed."),
    "delivery_update": (("7000000002", "Your parcel is in Agra."), "Your parcel is in Agra."),
    "send_otp": (("7000000003", "090807"), "090807 is your Blipkart login code."),
}


@pytest.mark.check("behaviour.delivers")
@pytest.mark.parametrize("client", MESSAGES)
def test_each_client_function_puts_one_message_on_the_wire(shop: Shop, client: str) -> None:
    shop.settle()
    arguments, text = MESSAGES[client]
    outcome = getattr(shop, client)(*arguments)
    expect(
        isinstance(outcome, Returned),
        expected=f"{client} sends its message and returns",
        seen=f"{client} {said(outcome)}{shop.refusals()}",
        script=Attempts(shop),
    )
    expect(
        not shop.journal.refused,
        expected="requests as the provider's guide describes them",
        seen=f"{client} was answered with a complaint{shop.refusals()}",
        script=Attempts(shop),
    )
    delivered = shop.journal.delivered
    expect(
        len(delivered) == 1,
        expected=f"one message at a provider after one call of {client}",
        seen=f"{count(len(delivered), 'message')} arrived",
        script=Attempts(shop),
    )
    expect(
        len(shop.subject.requests) == len(shop.journal.arrivals) and len(shop.journal.logins) <= 1,
        expected="one message, and at most one login before it",
        seen=f"{count(len(shop.subject.requests), 'request')}, {count(len(shop.journal.logins), 'login')}",
        script=Attempts(shop),
    )
    expect(
        (delivered[0].phone, delivered[0].text) == (arguments[0], text),
        expected=f'{client}{arguments} sends "{text}" to {arguments[0]}',
        seen=f'"{delivered[0].text}" went to {delivered[0].phone} through {TITLES[delivered[0].provider]}',
    )
    expect(
        outcome == Returned(None),
        expected=f"{client} returns nothing",
        seen="it returned a value",
    )


@pytest.mark.check("behaviour.verbatim")
@given(phone=padded_phones, text=texts)
@example(phone=("", "0000000000", ""), text="x")
@example(phone=(" ", "9999999999", "\t"), text="é" * 140)
@example(phone=("\r\n", "0123456789", "\n"), text="\U0001f4e6" * 140)
@example(phone=("", "0123456789", ""), text='  {"a": 1} & 50% + #1? \\ \r\n end ')
@examples(60)
def test_any_text_arrives_unchanged(shop: Shop, phone: tuple[str, str, str], text: str) -> None:
    shop.settle()
    outcome = shop.delivery_update("".join(phone), text)
    spaces = " with white space around it" if phone[0] or phone[2] else ""
    what = f"{about(text)} to a phone number{spaces}"
    delivered = shop.journal.delivered
    expect(
        isinstance(outcome, Returned) and len(delivered) == 1,
        expected=f"delivery_update sends {what}",
        seen=f"it {said(outcome)}, and {count(len(delivered), 'message')} arrived{shop.refusals()}",
    )
    expect(
        delivered[0].text == text,
        expected=f"{about(text)} arrives unchanged",
        seen=f"{about(delivered[0].text)} arrived, which is not the same",
    )
    expect(
        delivered[0].phone == phone[1],
        expected="the phone number arrives without the white space around it",
        seen="another phone number arrived",
    )


@pytest.mark.check("behaviour.verbatim")
@given(code=st.text("0123456789", min_size=4, max_size=8))
@examples(5)
def test_codes_keep_their_zeros(shop: Shop, code: str) -> None:
    shop.settle()
    outcome = shop.send_otp(PHONE, code)
    arrived = [message.text for message in shop.journal.delivered]
    expect(
        arrived == [f"{code} is your Blipkart login code."],
        expected="send_otp sends the code as it is, in the agreed sentence",
        seen=f"it {said(outcome)}, and " + (f'"{arrived[0]}" arrived' if arrived else "nothing arrived"),
    )


@pytest.mark.check("behaviour.quiet-import")
def test_importing_and_building_sends_nothing(shop: Shop) -> None:
    for module in ("sms", *CLIENTS):
        outcome = shop.subject.load(module)
        expect(
            isinstance(outcome, Returned),
            expected=f"import {module} works",
            seen=f"it {said(outcome)}",
        )
    sent = shop.subject.requests
    expect(
        not sent,
        expected="importing the clients and building the senders sends nothing",
        seen=f"{count(len(sent), 'request')} arrived, the first for {sent[0].path if sent else ''}",
    )
