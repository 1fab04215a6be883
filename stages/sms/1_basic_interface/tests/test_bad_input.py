"""Bad input is refused before anything is sent."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import Raised, Returned, examples, expect

from sms_support.inputs import NO_DIGITS, bad_phones
from sms_support.kinds import own_types
from sms_support.script import BAD_INPUT, Attempts
from sms_support.shop import FUNCTIONS, PHONE, Outcome, Shop, count, said

ORDINARY_BAD_PHONE = PHONE[:-1]
"""Nine digits: the example that others are compared with."""
USUAL_BAD_PHONES = {
    "None as phone number": None,
    "an empty phone number": "",
    "a phone number with 11 digits": PHONE + "0",
    "a phone number with a country code": "+91" + PHONE,
    "two phone numbers": f"{PHONE} {PHONE}",
    "a phone number with a space inside": f"{PHONE[:5]} {PHONE[5:]}",
}
TRIES = 12
"""Times that a bad text is sent: where providers share the messages, some are meant for each of them."""
BAD_TEXTS = {
    "an empty text": "",
    "None as text": None,
    "a text of 141 characters": "x" * 141,
    "a text of 141 emoji": "\U0001f69a" * 141,
    "a text of 1000 characters": "long " * 200,
    "a text of 141 characters, the last a space": "x" * 140 + " ",
    "a text of 141 characters, the first a tab": "\t" + "x" * 140,
    "a text of 141 characters, the last a line break": "x" * 140 + "\n",
}


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """A submission that is imported already, so that only what a call sends is counted."""
    shop.settle()
    return shop


@pytest.mark.check("behaviour.rejects-bad-phone")
@pytest.mark.brief(
    "A phone number is 10 digits, after spaces, tabs and line breaks around it are stripped.",
    "`None` is not a valid phone number and not a valid message.",
    "Bad input is refused before anything is sent.",
    inputs="none, 1 to 9 and 11 to 15 digits, spaces alone, and ten characters of which one inside is no digit; "
    "by each client function, by position and by name",
)
@example(bad=("None as phone number", None), client="send_otp", by_name=False)
@example(bad=("an empty phone number", ""), client="confirm_order", by_name=True)
@example(bad=("a phone number of spaces only", "          "), client="delivery_update", by_name=False)
@example(bad=("a phone number with 9 digits", "700000001"), client="confirm_order", by_name=False)
@example(bad=("a phone number with 11 digits", "70000000011"), client="send_otp", by_name=True)
@example(bad=("a phone number with 12 digits", "917000000001"), client="delivery_update", by_name=False)
@given(bad=bad_phones, client=st.sampled_from(sorted(FUNCTIONS)), by_name=st.booleans())
@examples(60)
def test_a_bad_phone_number_is_refused(
    shop: Shop, bad: tuple[str, object], client: str, by_name: bool
) -> None:
    what, phone = bad
    example = shop.delivery_update(ORDINARY_BAD_PHONE)
    _expect_refused(shop, example, "delivery_update", "a phone number with 9 digits", example)
    outcome = shop.sender(client, by_name=by_name)(phone)
    _expect_refused(shop, outcome, client, what, example)


@pytest.mark.check("behaviour.rejects-bad-phone")
@pytest.mark.brief(
    "A phone number is 10 digits, after spaces, tabs and line breaks around it are stripped.",
    inputs="ten characters, one of them a letter or a sign, at either end and inside; or a space inside",
)
def test_one_stranger_among_the_digits_is_enough(shop: Shop) -> None:
    example = shop.delivery_update(ORDINARY_BAD_PHONE)
    for stranger in NO_DIGITS:
        for place in (1, 5) if stranger == " " else (0, 1, 5, 9):  # a blank at an end is stripped
            phone = PHONE[:place] + stranger + PHONE[place + 1 :]
            what = f'a phone number of ten characters with "{stranger}" among them'
            _expect_refused(shop, shop.delivery_update(phone), "delivery_update", what, example)


@pytest.mark.check("behaviour.rejects-bad-phone")
@pytest.mark.brief(
    "A phone number is 10 digits, after spaces, tabs and line breaks around it are stripped.",
    "`None` is not a valid phone number and not a valid message.",
    inputs="None, an empty one, 11 digits, a country code, two numbers, a space inside",
)
def test_the_usual_bad_phone_numbers_are_refused(shop: Shop) -> None:
    example = shop.delivery_update(ORDINARY_BAD_PHONE)
    for what, phone in USUAL_BAD_PHONES.items():
        _expect_refused(shop, shop.delivery_update(phone), "delivery_update", what, example)


@pytest.mark.check("behaviour.rejects-bad-message")
@pytest.mark.brief(
    "A message is 1 to 140 characters, as `len` counts them.",
    "`None` is not a valid phone number and not a valid message.",
    "Bad input is refused before anything is sent.",
    inputs="an empty text, None, 141 characters (letters, emoji, white space at an end), 150 and 1000 characters",
)
def test_bad_messages_are_refused(shop: Shop) -> None:
    example = shop.delivery_update(PHONE, "y" * 150)
    _expect_refused(shop, example, "delivery_update", "a text of 150 characters", example)
    for what, text in BAD_TEXTS.items():
        for _ in range(TRIES):
            _expect_refused(shop, shop.delivery_update(PHONE, text), "delivery_update", what, example)


@pytest.mark.check("behaviour.rejects-bad-message")
@pytest.mark.brief(
    "A message is 1 to 140 characters, as `len` counts them.",
    inputs="an order or a code of 140 characters, which the sentence around it makes longer",
)
def test_a_text_made_too_long_by_a_client_is_refused(shop: Shop) -> None:
    for client in ("confirm_order", "send_otp"):
        outcome = shop.sender(client)(PHONE, "7" * 140)
        what = "a value that makes the text longer than 140 characters"
        _expect_refused(shop, outcome, client, what, outcome)


@pytest.mark.check("behaviour.rejects-bad-message")
@pytest.mark.brief(
    "A message is 1 to 140 characters, as `len` counts them.", inputs="a text of 140 characters"
)
def test_good_and_bad_texts_are_told_apart_at_the_limit(shop: Shop) -> None:
    outcome = shop.delivery_update(PHONE, "z" * 140)
    expect(
        isinstance(outcome, Returned),
        expected="delivery_update sends a text of 140 characters",
        seen=f"it {said(outcome)}{shop.refusals()}",
        script=Attempts(shop),
    )


def _expect_refused(shop: Shop, outcome: Outcome, client: str, what: str, example: Outcome) -> None:
    sent = len(shop.subject.requests)
    script = Attempts(shop, (), raises=BAD_INPUT)
    expect(
        isinstance(outcome, Raised),
        expected=f"{client} refuses {what}",
        seen=f"it returned, and {count(sent, 'request')} had been sent",
        script=script,
    )
    expect(
        sent == 0,
        expected=f"{client} refuses {what} before anything is sent",
        seen=f"{count(sent, 'request')} reached a provider first",
        script=script,
    )
    expect(
        bool(own_types(outcome) & own_types(example)),
        expected=f"{client} refuses {what} with the same kind of error as other bad input ({said(example)})",
        seen=f"it {said(outcome)}",
        script=script,
    )
