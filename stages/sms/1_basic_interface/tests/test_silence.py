"""Providers that never answer, or whose answers cannot be understood."""

from __future__ import annotations

import time

import pytest
from kata.grader.toolkit import Raised, expect
from kata.grader.toolkit.faults import Fault, a_list, lacks, never_answers, no_json, no_text, nothing, status

from sms_support.fixtures import OpenShop
from sms_support.kinds import learn_kinds
from sms_support.script import ACCEPTED, given_up, given_up_at_login, most_attempts
from sms_support.shop import TITLES, Outcome, Shop, said

TIMEOUT_SECONDS = 0.15
"""HTTP_TIMEOUT_SECONDS here: real time, spent once for each attempt."""
SLACK_SECONDS = 2.5
"""What a machine may add of itself. A time-out of three seconds written into the code is still outside."""
TRIES = 3
"""The first that is quick enough counts: a machine may stumble, but a time-out in the code is there each time."""
NO_ANSWER = "never answers"
BROKEN_MESSAGES = (no_json(), no_text(), nothing(), a_list(), lacks())
BROKEN_LOGINS = (no_json(), no_text(), nothing(), a_list(), lacks(), lacks("accessToken"), lacks("expiry"))


@pytest.mark.long
@pytest.mark.check("behaviour.times-out")
@pytest.mark.brief(
    "Every request has one: `HTTP_TIMEOUT_SECONDS`.",
    "*provider failure*: status 5xx, no connection, no answer in time,",
    inputs="a message and a login that are never answered, with HTTP_TIMEOUT_SECONDS at 0.15",
)
@pytest.mark.parametrize("where", ["message", "login"])
def test_a_provider_that_never_answers_is_a_provider_failure(
    shop: Shop, open_shop: OpenShop, where: str
) -> None:
    kinds = learn_kinds(shop)
    for provider in shop.in_use() if where == "message" else ("watertel",):
        allowed = TIMEOUT_SECONDS * most_attempts(shop.stage) + SLACK_SECONDS
        for _ in range(TRIES):
            away = open_shop(timeout_seconds=TIMEOUT_SECONDS)
            outcome, seconds = _in_trouble(away, never_answers(), provider, where)
            if seconds <= allowed:
                break
            busy = open_shop(timeout_seconds=TIMEOUT_SECONDS)  # what the machine takes when all answer
            allowed += _in_trouble(busy, status(503), provider, where)[1]
        script = given_up_at_login(away, NO_ANSWER) if where == "login" else given_up(away, NO_ANSWER)
        what = f"a {where} that {TITLES[provider]} never answers"
        expect(
            isinstance(outcome, Raised),
            expected=f"{what} ends in a provider failure",
            seen=f"delivery_update {said(outcome)}",
            script=script,
        )
        expect(
            kinds.is_failure(outcome),
            expected=f"{what} ends in the same provider failure as an answer 503",
            seen=f"delivery_update {said(outcome)}",
            script=script,
        )
        expect(
            seconds <= allowed,
            expected=f"with HTTP_TIMEOUT_SECONDS at {TIMEOUT_SECONDS:g}, no attempt takes much longer than that",
            seen=f"the caller got an answer about {what} after {seconds:.1f} s",
            script=script,
        )


@pytest.mark.check("behaviour.broken-reply")
@pytest.mark.brief(
    "*provider failure*: status 5xx, no connection, no answer in time, or a success that cannot be understood",
    inputs="a success with a page of HTML, bytes that are no text, an empty body, a list, or an object without fields, "
    "to a message",
)
@pytest.mark.parametrize("fault", BROKEN_MESSAGES, ids=lambda fault: fault.words)
def test_a_broken_answer_to_a_message_is_a_provider_failure(shop: Shop, fault: Fault) -> None:
    kinds = learn_kinds(shop)
    for provider in shop.in_use():
        shop.fail(fault, begins_at=provider)
        outcome = shop.send_through(provider)
        shop.heal()
        expect(
            kinds.is_failure(outcome),
            expected=f"a provider that {fault.words} to a message ends in a provider failure",
            seen=f"delivery_update {said(outcome)}",
            script=given_up(shop, ACCEPTED),
        )


@pytest.mark.check("behaviour.broken-reply")
@pytest.mark.brief(
    "*provider failure*: status 5xx, no connection, no answer in time, or a success that cannot be understood",
    inputs="a success with a page of HTML, bytes that are no text, an empty body, a list, or an object that lacks all "
    "or one of its fields, to a login",
)
@pytest.mark.parametrize("fault", BROKEN_LOGINS, ids=lambda fault: fault.words)
def test_a_broken_answer_to_a_login_is_a_provider_failure(
    shop: Shop, open_shop: OpenShop, fault: Fault
) -> None:
    kinds = learn_kinds(shop)
    fresh = open_shop()
    fresh.watertel.login_trouble.start(fault)
    fresh.fail(status(503))  # for a message that turns to another provider
    outcome = fresh.send_through("watertel")
    expect(
        kinds.is_failure(outcome),
        expected=f"a Watertel that {fault.words} to a login ends in a provider failure",
        seen=f"delivery_update {said(outcome)}",
        script=given_up_at_login(fresh, ACCEPTED),
    )


def _in_trouble(shop: Shop, fault: Fault, provider: str, where: str) -> tuple[Outcome, float]:
    """One message that a provider meets with a fault, or whose login it does; and the real seconds."""
    trouble = shop.watertel.login_trouble if where == "login" else getattr(shop, provider).trouble
    trouble.start(fault)
    if where == "login":
        shop.fail(status(503))
    else:  # so that a message which turns to another provider fails there, and soon
        shop.fail(status(503), begins_at=provider)
    began = [0.0]

    def begin() -> None:
        began[0] = time.monotonic()

    outcome = shop.send_through(provider, before_each=begin)
    return outcome, time.monotonic() - began[0]
