"""A provider failure is met by resending: at once, after 2 s, after 4 s; then the module gives up."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Raised, Returned, Script, expect

from simulators.faults import status
from simulators.fixtures import OpenShop
from simulators.kinds import Kinds, learn_kinds
from simulators.schedule import MAX_ATTEMPTS, TOLERANCE, expect_no_wait_after, expect_schedule, idle_after
from simulators.script import ACCEPTED, BAD_INPUT, FAILURE, MISCONFIGURATION, Attempts
from simulators.shop import PHONE, TEXT, Outcome, Shop, count, said

OUTAGE = status(503)


@pytest.mark.check("behaviour.resends")
@pytest.mark.parametrize("failures", range(MAX_ATTEMPTS))
@pytest.mark.parametrize("code", [500, 503])
def test_a_message_is_resent_until_it_arrives(shop: Shop, failures: int, code: int) -> None:
    for client, text in (
        (shop.delivery_update, TEXT),
        (shop.confirm_order, "Your order A-1001 is confirmed."),
    ):
        shop.forget()
        shop.fail(status(code), failures)
        outcome = client()
        shop.heal()
        script = Attempts(shop, (str(code),) * failures + (ACCEPTED,))
        _expect_delivered_after(shop, outcome, failures, f"{count(failures, 'answer')} {code}", script)
        sent = {(attempt.phone, attempt.text) for attempt in shop.journal.attempts}
        expect(
            sent == {(PHONE, text)},
            expected="every attempt carries the same phone number and text",
            seen="an attempt carried others",
            script=script,
        )


@pytest.mark.check("behaviour.waits")
@pytest.mark.parametrize("failures", [1, 2, 3, None], ids=["one", "two", "three", "all"])
def test_attempts_come_at_once_then_after_two_then_after_four_seconds(
    shop: Shop, failures: int | None
) -> None:
    shop.delivery_update()
    usual = idle_after(shop.subject, shop.journal.messages) if shop.journal.messages else 0.0
    shop.forget()
    shop.fail(OUTAGE, failures)
    shop.delivery_update()
    attempts = shop.journal.attempts
    expected = MAX_ATTEMPTS if failures is None else failures + 1
    if failures is None:
        script = Attempts(shop, ("503",) * MAX_ATTEMPTS, raises=FAILURE)
    else:
        script = Attempts(shop, ("503",) * failures + (ACCEPTED,))
    expect(
        len(attempts) >= 2,
        expected=f"{count(expected, 'attempt')}, with waits between them",
        seen=f"{count(len(attempts), 'attempt')}",
        script=script,
    )
    expect_schedule(attempts, script)
    expect_no_wait_after(shop.subject, attempts, usual, script)


@pytest.mark.check("behaviour.resends")
def test_an_unreachable_provider_is_tried_again_too(shop: Shop, open_shop: OpenShop) -> None:
    # Nobody listens there, so only the waits tell of the attempts.
    shop.fail(OUTAGE)
    shop.delivery_update()
    away = open_shop(refusing=shop.providers)
    away.delivery_update()
    expect(
        abs(away.subject.now - shop.subject.now) <= TOLERANCE * shop.subject.now,
        expected=f"a refused connection is met by the same waits as an answer 503: {shop.subject.now:.3g} s in all",
        seen=f"{away.subject.now:.3g} s were waited for in all",
    )


@pytest.mark.check("behaviour.gives-up")
def test_after_four_failures_the_module_gives_up(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    for number in ("first", "second"):
        shop.forget()
        shop.fail(OUTAGE)
        outcome = shop.delivery_update()
        shop.heal()
        _expect_given_up(shop, kinds, outcome, f"the {number} message that meets nothing but answers 503")
    shop.forget()
    outcome = shop.delivery_update()
    expect(
        isinstance(outcome, Returned) and len(shop.journal.attempts) == 1,
        expected="once the provider is well, the next message is sent at its first attempt",
        seen=f"delivery_update {said(outcome)} after {count(len(shop.journal.attempts), 'attempt')}",
        script=Attempts(shop),
    )
    shop.forget()
    shop.fail(OUTAGE, MAX_ATTEMPTS - 1)
    outcome = shop.delivery_update()
    shop.heal()
    script = Attempts(shop, ("503",) * (MAX_ATTEMPTS - 1) + (ACCEPTED,))
    what = "a message given up before, and three answers 503"
    _expect_delivered_after(shop, outcome, MAX_ATTEMPTS - 1, what, script)


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.parametrize("code", [400, 301, 302, 401, 403])
def test_bad_input_and_misconfiguration_are_never_resent(shop: Shop, code: int) -> None:
    shop.fail(status(code))
    outcome = shop.delivery_update()
    script = Attempts(shop, (str(code),), raises=BAD_INPUT if code == 400 else MISCONFIGURATION)
    _expect_attempts(shop, outcome, 1, f"an answer {code} to a message", script)


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.parametrize("code", [401, 403])
def test_a_login_that_is_refused_is_not_repeated(shop: Shop, code: int) -> None:
    shop.watertel.login_trouble.start(status(code))
    outcome = shop.send_through("watertel")
    script = Attempts(shop, (), logins=(str(code),), raises=MISCONFIGURATION)
    _expect_attempts(shop, outcome, 1, f"an answer {code} to Watertel's login", script)


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.parametrize(
    ("what", "phone", "text"), [("phone number", "12345", TEXT), ("text", PHONE, "x" * 141)]
)
def test_input_that_we_refuse_is_not_even_tried(shop: Shop, what: str, phone: str, text: str) -> None:
    outcome = shop.delivery_update(phone, text)
    _expect_attempts(shop, outcome, 0, f"a bad {what}", Attempts(shop, (), raises=BAD_INPUT))


@pytest.mark.check("behaviour.no-idle-wait")
def test_a_message_that_succeeds_at_once_waits_for_nothing(shop: Shop) -> None:
    for _ in range(10):
        outcome = shop.delivery_update()
        waited = sum(wait.seconds for wait in shop.subject.waits)
        expect(
            isinstance(outcome, Returned) and waited == 0,
            expected="no wait for a message that succeeds at once",
            seen=f"delivery_update {said(outcome)} and waited {waited:.3g} s",
            script=Attempts(shop),
        )


@pytest.mark.check("behaviour.resends-after-failed-login")
@pytest.mark.parametrize("failures", [1, 2])
def test_a_failed_login_is_a_failed_attempt(shop: Shop, failures: int) -> None:
    shop.watertel.login_trouble.start(OUTAGE, failures)
    outcome = shop.send_through("watertel")
    failed = len(shop.journal.attempts) - len(
        shop.journal.messages
    )  # fewer when it turned to another provider
    what = f"{count(failed, 'login')} answered 503"
    script = Attempts(shop, logins=("503",) * failures, login=True)
    expect(
        failed == failures or (len(shop.providers) > 1 and failed >= 1),
        expected=f"{count(failures, 'failed login')}, then a login that succeeds",
        seen=f"{what}, and delivery_update {said(outcome)}",
        script=script,
    )
    _expect_delivered_after(shop, outcome, failed, what, script)


@pytest.mark.check("behaviour.resends-after-failed-login")
def test_failed_logins_come_to_an_end_like_failed_messages(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    plain = open_shop()  # a fresh one, for what a message does after another was given up is not the subject
    plain.fail(OUTAGE)
    plain.delivery_update()
    usual = len(plain.journal.attempts)
    fresh = open_shop()
    fresh.watertel.login_trouble.start(OUTAGE)
    fresh.fail(OUTAGE)  # for what turns to another provider
    outcome = fresh.send_through("watertel")
    attempts = len(fresh.journal.attempts)
    expect(
        attempts == usual and kinds.is_failure(outcome),
        expected="a message whose every login is answered 503 is given up like one that is answered 503 itself, "
        f"after {count(usual, 'attempt')}",
        seen=f"{count(attempts, 'attempt')}, and delivery_update {said(outcome)}",
        script=Attempts(fresh, (), logins=("503",) * usual, raises=FAILURE),
    )


def _expect_delivered_after(shop: Shop, outcome: Outcome, failures: int, what: str, script: Script) -> None:
    attempts, delivered = len(shop.journal.attempts), len(shop.journal.delivered)
    expect(
        isinstance(outcome, Returned) and delivered == 1,
        expected=f"after {what}, the message is delivered once",
        seen=f"the client function {said(outcome)}; {count(attempts, 'attempt')}, {delivered} delivered"
        + shop.refusals(),
        script=script,
    )
    expect(
        attempts == failures + 1,
        expected=f"{count(failures + 1, 'attempt')} in all after {what}",
        seen=f"{count(attempts, 'attempt')}",
        script=script,
    )


def _expect_given_up(shop: Shop, kinds: Kinds, outcome: Outcome, what: str) -> None:
    attempts = len(shop.journal.attempts)
    script = Attempts(shop, ("503",) * MAX_ATTEMPTS, raises=FAILURE)
    expect(
        attempts == MAX_ATTEMPTS,
        expected=f"{MAX_ATTEMPTS} attempts for {what}",
        seen=f"{count(attempts, 'attempt')}, and delivery_update {said(outcome)}",
        script=script,
    )
    expect(
        kinds.is_failure(outcome),
        expected=f"{what} is given up with the module's provider failure",
        seen=f"delivery_update {said(outcome)}",
        script=script,
    )


def _expect_attempts(shop: Shop, outcome: Outcome, allowed: int, what: str, script: Script) -> None:
    attempts = len(shop.journal.attempts)
    # What any message waits for before its first attempt is another check's affair.
    since = shop.journal.attempts[0].at if attempts else 0.0
    waited = sum(wait.seconds for wait in shop.subject.waits if wait.at >= since)
    expect(
        isinstance(outcome, Raised),
        expected=f"{what} raises an error",
        seen=f"delivery_update {said(outcome)} after {count(attempts, 'attempt')}",
        script=script,
    )
    expect(
        attempts == allowed,
        expected=f"{what} is never resent: {count(allowed, 'attempt')}",
        seen=f"{count(attempts, 'attempt')}",
        script=script,
    )
    expect(
        waited == 0,
        expected=f"{what} is told at once",
        seen=f"{waited:.3g} s were waited for first",
        script=script,
    )
