"""Watertel's login: only when needed, and again once the token has expired."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Returned, expect
from kata.grader.toolkit.faults import hangs_up, status

from sms_support.faults import FAILURES, INPUT_REFUSED
from sms_support.fixtures import OpenShop
from sms_support.script import Attempts
from sms_support.shop import Outcome, Sender, Shop, count, said

MANY = 12
"""Messages through Watertel for which one login must do."""
STILL_GOOD = 0.9
"""Of a token's life: a token may be renewed up to 5 % early, so here it must still be used."""


@pytest.mark.check("behaviour.logs-in-once")
@pytest.mark.brief(
    "Log in only when you need a token.",
    "Please keep a token for as long as it is good;",
    inputs="twelve messages through Watertel, by the three client functions in turn, to many numbers",
)
def test_many_messages_need_one_login(shop: Shop) -> None:
    logins = 0
    for number, sender in zip(range(MANY), shop.senders(), strict=False):

        def send(phone: str, text: str, sender: Sender = sender, number: int = number) -> Outcome:
            return sender(str(int(phone) + number), text)

        outcome = shop.send_through("watertel", send)
        logins += len(shop.journal.logins)
        expect(
            isinstance(outcome, Returned),
            expected=f"message {number + 1} through Watertel is sent",
            seen=f"the client function {said(outcome)}{shop.refusals()}",
            script=Attempts(shop, login=number == 0),
        )
        expect(
            logins == 1,
            expected="one login for many messages from all three clients",
            seen=f"{count(logins, 'login')} for {count(number + 1, 'message')} through Watertel",
            script=Attempts(shop, login=number == 0),
        )


@pytest.mark.check("behaviour.renews-token")
@pytest.mark.brief(
    "Keep the token until it expires, then log in again.",
    "A token may be renewed up to 5 % of its life early, and is never used after its end.",
    "`expiry` is in seconds.",
    "The token is good until that many seconds after it was issued.",
    "A token may be renewed up to 5 % of its life early.",
    "A token that has expired is refused.",
    inputs="tokens of 60, 900, 3600 and 86400 s, used after 90 % of their life, and 1 s after its end, twice",
)
@pytest.mark.parametrize("expiry_seconds", [60, 900, 3600, 86400])
def test_a_token_is_renewed_when_it_has_expired(open_shop: OpenShop, expiry_seconds: int) -> None:
    shop = open_shop(expiry_seconds=expiry_seconds)
    _send(shop, "the first message")
    for life in range(2):
        shop.subject.advance(STILL_GOOD * expiry_seconds)
        logins = _send(shop, "a message before the token's expiry")
        expect(
            logins == 0,
            expected=f"no login while the token of {expiry_seconds} s is good",
            seen=f"a login after {STILL_GOOD * expiry_seconds:g} s",
            script=Attempts(shop, login=False),
        )
        shop.subject.advance((1 - STILL_GOOD) * expiry_seconds + 1)
        logins = _send(shop, "a message after the token's expiry")
        expect(
            logins == 1,
            expected=f"one new login once the token of {expiry_seconds} s has expired",
            seen=f"{count(logins, 'login')} after {expiry_seconds + 1} s, with token number {life + 1}",
            script=Attempts(shop, login=True),
        )


@pytest.mark.check("behaviour.renews-token")
@pytest.mark.brief(
    "Keep the token until it expires, then log in again.",
    inputs="a message through Watertel after each that was answered with 400, 500, 502, 503 or 504 each time, "
    "or whose connection broke off",
)
def test_a_message_that_failed_is_no_reason_for_a_login(shop: Shop) -> None:
    _send(shop, "the first message")
    for fault in (*map(status, (INPUT_REFUSED, *FAILURES)), hangs_up()):
        shop.send_to_trouble([(fault, None)])
        logins = _send(shop, f"a message after one to a provider that {fault.words}")
        expect(
            logins == 0,
            expected=f"no login after a message to a provider that {fault.words}: the token is still good",
            seen=f"{count(logins, 'login')} for the next message",
            script=Attempts(shop, login=False),
        )


def _send(shop: Shop, what: str) -> int:
    """Sends one message through Watertel; how many logins it took."""
    outcome = shop.send_through("watertel")
    expect(
        isinstance(outcome, Returned) and not shop.journal.refused,
        expected=f"{what} arrives at Watertel",
        seen=f"delivery_update {said(outcome)}{shop.refusals()}",
        script=Attempts(shop),
    )
    return len(shop.journal.logins)
