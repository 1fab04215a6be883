"""Messages reach a provider: one each, as they were given, and none before a client asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import Returned, examples, expect

from sms_support.inputs import about, about_spaces, padded_phones, texts
from sms_support.script import Attempts
from sms_support.shop import CLIENTS, FUNCTIONS, TITLES, Outcome, Sender, Shop, count, said

VALUES = {"confirm_order": "B-42", "delivery_update": "Your parcel is in Agra.", "send_otp": "090807"}
PLAIN_PHONE = "7000000001"


@pytest.mark.check("behaviour.delivers")
@pytest.mark.brief(
    "| `clients/orders.py`",
    "| `clients/logistics.py`",
    "| `clients/accounts.py`",
    "Each call sends exactly one message and returns nothing.",
    "The functions are called all over the shop, by position and by name:",
    "POST {WATERTEL_URL}/messages?accessToken=TOKEN",
    "POST {WATERTEL_URL}/login",
    "`phone` and `message` are text.",
    "`priority` is a whole number from 1 (urgent) to 3;",
    inputs="one ordinary message of each client function, by position and by name",
)
@pytest.mark.parametrize("client", FUNCTIONS)
def test_each_client_function_puts_one_message_on_the_wire(shop: Shop, client: str) -> None:
    shop.settle()
    sender, value = shop.sender(client), VALUES[client]
    _expect_delivered(shop, sender, value, sender, f"{client}({PLAIN_PHONE}, {value})")
    shop.forget()
    words = f"{client}(phone_number={PLAIN_PHONE}, {sender.function.parameter}={value})"
    _expect_delivered(shop, sender, value, sender.strictly_by_name, words)


def _expect_delivered(
    shop: Shop, sender: Sender, value: str, call: Callable[[object, object], Outcome], words: str
) -> None:
    outcome = shop.send(lambda _phone, _text: call(PLAIN_PHONE, value))
    expect(
        isinstance(outcome, Returned),
        expected=f"{words} sends its message and returns",
        seen=f"{sender.name} {said(outcome)}{shop.refusals()}",
        script=Attempts(shop),
    )
    expect(
        not shop.journal.refused,
        expected="requests as the provider's guide describes them",
        seen=f"{sender.name} sent a request that the provider refused{shop.refusals()}",
        script=Attempts(shop),
    )
    delivered = shop.journal.delivered
    expect(
        len(delivered) == 1,
        expected=f"one message at a provider after one call of {sender.name}",
        seen=f"{count(len(delivered), 'message')} arrived",
        script=Attempts(shop),
    )
    expect(
        len(shop.subject.requests) == len(shop.journal.arrivals) and len(shop.journal.logins) <= 1,
        expected="one message, and at most one login before it",
        seen=f"{count(len(shop.subject.requests), 'request')}, {count(len(shop.journal.logins), 'login')}",
        script=Attempts(shop),
    )
    text = sender.function.text(value)
    expect(
        (delivered[0].phone, delivered[0].text) == (PLAIN_PHONE, text),
        expected=f'{words} sends "{text}" to {PLAIN_PHONE}',
        seen=f'"{delivered[0].text}" went to {delivered[0].phone} through {TITLES[delivered[0].provider]}',
    )
    expect(
        outcome == Returned(None),
        expected=f"{sender.name} returns nothing",
        seen="it returned a value",
    )


@pytest.mark.check("behaviour.verbatim")
@pytest.mark.brief(
    "A phone number is 10 digits, after spaces, tabs and line breaks around it are stripped.",
    "The stripped number is what is sent.",
    inputs="any ten digits with up to three spaces, tabs and line breaks on each side, by each client function",
)
@given(phone=padded_phones, client=st.sampled_from(sorted(FUNCTIONS)))
@example(phone=("", "0000000000", ""), client="send_otp")
@example(phone=("\r\n", "0123456789", "\n"), client="confirm_order")
@example(phone=(" ", "9999999999", "\t"), client="delivery_update")
@examples(25)
def test_a_phone_number_arrives_stripped(shop: Shop, phone: tuple[str, str, str], client: str) -> None:
    shop.settle()
    outcome = shop.sender_to("watertel", client)("".join(phone))
    what = f"a phone number{about_spaces(phone[0], phone[2])}"
    delivered = shop.journal.delivered
    expect(
        isinstance(outcome, Returned) and len(delivered) == 1,
        expected=f"{client} sends an ordinary text to {what}",
        seen=f"it {said(outcome)}, and {count(len(delivered), 'message')} arrived{shop.refusals()}",
    )
    expect(
        delivered[0].phone == phone[1],
        expected=f"{what} arrives as its ten digits",
        seen="another phone number arrived",
    )


@pytest.mark.check("behaviour.verbatim")
@pytest.mark.brief(
    "A message is 1 to 140 characters, as `len` counts them.",
    "It arrives unchanged.",
    inputs="any text of 1 to 140 characters, by each client function with the rest of its sentence: all characters "
    "but lone surrogates, not white space alone; and codes of digits",
)
@given(
    value=st.one_of(texts, st.text("0123456789", min_size=4, max_size=8)),
    client=st.sampled_from(sorted(FUNCTIONS)),
)
@example(value="x", client="delivery_update")
@example(value="é" * 140, client="delivery_update")
@example(value="\U0001f4e6" * 140, client="delivery_update")
@example(value='  {"a": 1} & 50% + #1? \\ \r\n end ', client="delivery_update")
@example(value="0042", client="send_otp")
@examples(45)
def test_any_text_arrives_unchanged(shop: Shop, value: str, client: str) -> None:
    shop.settle()
    sender = shop.sender_to("watertel", client)
    value = value[: sender.function.room]
    outcome = sender("7000000002", value)
    text = sender.function.text(value)
    delivered = shop.journal.delivered
    expect(
        isinstance(outcome, Returned) and len(delivered) == 1,
        expected=f"{client} sends {about(text)}",
        seen=f"it {said(outcome)}, and {count(len(delivered), 'message')} arrived{shop.refusals()}",
    )
    expect(
        value in delivered[0].text,  # that its sentence is the agreed one, has a check of its own
        expected=f"{about(value)} arrives unchanged in the sentence of {client}",
        seen=f"{about(delivered[0].text)} arrived, and it is not in it",
    )


@pytest.mark.check("behaviour.quiet-import")
@pytest.mark.brief(
    "Importing the module, and building its objects, sends nothing.",
    inputs="import of sms and of each client",
)
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
