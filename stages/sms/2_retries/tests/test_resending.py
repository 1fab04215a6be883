"""A provider failure is met by resending: at once, after 2 s, after 4 s; then the module gives up."""

from __future__ import annotations

from itertools import cycle, pairwise

import pytest
from kata.grader.toolkit import Raised, Returned, Script, expect
from kata.grader.toolkit.faults import Fault, page, status

from sms_support.faults import FAILURES, INPUT_REFUSED, MISCONFIGURATIONS
from sms_support.fixtures import OpenShop
from sms_support.kinds import Kinds, learn_kinds, transport_types
from sms_support.schedule import MAX_ATTEMPTS, TOLERANCE, expect_no_wait_after, expect_schedule, idle_after
from sms_support.script import ACCEPTED, BAD_INPUT, FAILURE, MISCONFIGURATION, Attempts
from sms_support.shop import FUNCTIONS, PHONE, TEXT, Outcome, Shop, count, said

OUTAGE = status(503)
NEVER_RESENT = (INPUT_REFUSED, *MISCONFIGURATIONS)
ALIKE = 2.5 * TOLERANCE
"""Of a wait: two that are alike, each with a deliberate jitter of a tenth, differ by less; 4 s for 2 s is far more."""


@pytest.mark.check("behaviour.resends")
@pytest.mark.brief(
    "When sending fails with a *provider failure*, send the message again:",
    "| 1 | at once |",
    "| 2 | at once after the first failure |",
    "A message that is delivered is not sent again.",
    "Four attempts at most for a message.",
    inputs="none to three answers of 500, 502, 503 and 504 in turn to one message, then a success; "
    "by each client function",
)
@pytest.mark.parametrize("failures", range(MAX_ATTEMPTS))
def test_a_message_is_resent_until_it_arrives(shop: Shop, failures: int) -> None:
    codes = cycle(FAILURES)
    for sender, _ in zip(shop.senders(), range(2 * len(FUNCTIONS)), strict=False):
        met = [next(codes) for _ in range(failures)]
        outcome = shop.send_to_trouble([(status(code), 1) for code in met], sender)
        what = f"answers {', '.join(map(str, met))} to a message of {sender.name}" if met else "no failure"
        script = Attempts(shop, (*map(str, met), ACCEPTED))
        _expect_delivered_after(shop, outcome, failures, what, script)
        sent = {(attempt.phone, attempt.text) for attempt in shop.journal.attempts}
        expect(
            len(sent) == 1,
            expected="every attempt carries the same phone number and text",
            seen="an attempt carried others",
            script=script,
        )


@pytest.mark.check("behaviour.resends")
@pytest.mark.brief(
    "When sending fails with a *provider failure*, send the message again:",
    "An error status counts, whatever its body is: a page of HTML too.",
    inputs="one answer of 500, 502, 503 or 504, with the documented body and with a page of HTML",
)
def test_each_status_of_a_failure_is_met_by_resending(shop: Shop) -> None:
    for fault in (*map(status, FAILURES), *map(page, FAILURES)):
        outcome = shop.send_to_trouble([(fault, 1)])
        if transport_types(outcome) and fault.odd_body:
            continue  # a body makes a library's error: that has a check of its own
        script = Attempts(shop, (fault.words.split()[1], ACCEPTED))
        _expect_delivered_after(shop, outcome, 1, f"a provider that {fault.words} once", script)


@pytest.mark.check("behaviour.resends")
@pytest.mark.brief(
    "A login that fails with a provider failure counts as a failed attempt.",
    inputs="one answer of 500, 502 or 504 to a login, beside one of 503",
)
def test_each_status_of_a_failed_login_is_met_alike(shop: Shop) -> None:
    usual = _attempts_with_failed_login(shop, OUTAGE)
    for code in FAILURES:
        attempts = _attempts_with_failed_login(shop, status(code))
        expect(
            attempts == usual,
            expected=f"a login answered {code} counts like one answered 503: {count(usual, 'attempt')}",
            seen=f"{count(attempts, 'attempt')}",
            script=Attempts(shop, logins=(str(code),), login=True),
        )


def _attempts_with_failed_login(shop: Shop, fault: Fault) -> int:
    shop.let_token_expire()
    shop.watertel.login_trouble.start(fault, 1)
    shop.send_through("watertel")
    shop.heal()
    return len(shop.journal.attempts)


@pytest.mark.check("behaviour.waits")
@pytest.mark.brief(
    "| 2 | at once after the first failure |",
    "| 3 | 2 seconds after the second failure |",
    "| 4 | 4 seconds after the third failure |",
    "There is no wait after the last of them.",
    inputs="one, two, three answers 503 and then a success, and nothing but answers 503; a tenth of a wait may be off",
)
@pytest.mark.parametrize("failures", [1, 2, 3, None], ids=["one", "two", "three", "all"])
def test_attempts_come_at_once_then_after_two_then_after_four_seconds(
    shop: Shop, failures: int | None
) -> None:
    shop.send()
    usual = idle_after(shop.subject, shop.journal.messages) if shop.journal.messages else 0.0
    shop.send_to_trouble([(OUTAGE, failures)])
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
@pytest.mark.brief(
    "When sending fails with a *provider failure*, send the message again:",
    inputs="nobody listens at the providers' addresses",
)
def test_an_unreachable_provider_is_tried_again_too(shop: Shop, open_shop: OpenShop) -> None:
    # Nobody listens there, so only the waits tell of the attempts.
    shop.fail(OUTAGE)
    shop.delivery_update()
    away = open_shop(refusing=shop.providers)
    away.delivery_update()
    expect(
        abs(away.subject.now - shop.subject.now) <= TOLERANCE * shop.subject.now,
        expected=f"a refused connection leads to the same waits as an answer 503: {shop.subject.now:.3g} s in all",
        seen=f"{away.subject.now:.3g} s were waited for in all",
    )


@pytest.mark.check("behaviour.gives-up")
@pytest.mark.brief(
    "Then give up, with the provider failure.",
    "Four attempts at most for a message.",
    "Each message starts with attempt 1: a message that was given up changes nothing for the next.",
    inputs="nothing but answers 503 to a message of each client function; then a success; then three answers 503",
)
def test_after_four_failures_the_module_gives_up(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    for number, sender in zip(("first", "second", "third"), shop.senders(), strict=False):
        outcome = shop.send_to_trouble([(OUTAGE, None)], sender)
        what = f"the {number} message, of {sender.name}, that meets nothing but answers 503"
        _expect_given_up(shop, kinds, outcome, what)
    outcome = shop.send()
    expect(
        isinstance(outcome, Returned) and len(shop.journal.attempts) == 1,
        expected="once the provider works again, the next message is sent at its first attempt",
        seen=f"delivery_update {said(outcome)} after {count(len(shop.journal.attempts), 'attempt')}",
        script=Attempts(shop),
    )
    outcome = shop.send_to_trouble([(OUTAGE, MAX_ATTEMPTS - 1)])
    script = Attempts(shop, ("503",) * (MAX_ATTEMPTS - 1) + (ACCEPTED,))
    what = "a message given up before, and three answers 503"
    _expect_delivered_after(shop, outcome, MAX_ATTEMPTS - 1, what, script)


@pytest.mark.check("behaviour.gives-up")
@pytest.mark.brief(
    "Each message starts with attempt 1: a message that was given up changes nothing for the next.",
    inputs="a message that is answered 503 and then 400, 301 or 403, and one whose login is answered 503 and then 401; "
    "after each a message that is answered 503 three times, and then taken",
)
def test_a_message_that_was_refused_leaves_no_count_behind(shop: Shop) -> None:
    usual = _gaps_of_three_failures(shop)  # how many attempts and which waits are right has checks of its own
    for code in (INPUT_REFUSED, 301, 403):
        shop.send_to_trouble([(OUTAGE, 1), (status(code), None)])
        _expect_same_attempts(shop, usual, f"a message that was answered 503, then {code}")
    shop.let_token_expire()
    for fault, times in ((OUTAGE, 1), (status(401), None)):
        shop.watertel.login_trouble.start(fault, times)
    shop.send_through("watertel")
    shop.heal()
    _expect_same_attempts(shop, usual, "a message whose login was answered 503, then 401")


def _gaps_of_three_failures(shop: Shop) -> list[float]:
    """The seconds between the attempts of a message that is answered 503 three times."""
    shop.send_to_trouble([(OUTAGE, MAX_ATTEMPTS - 1)])
    return [after.at - before.at for before, after in pairwise(shop.journal.attempts)]


def _expect_same_attempts(shop: Shop, usual: list[float], what: str) -> None:
    gaps = _gaps_of_three_failures(shop)
    script = Attempts(shop, ("503",) * (MAX_ATTEMPTS - 1) + (ACCEPTED,))
    expect(
        len(gaps) == len(usual),
        expected=f"after {what}, the next message starts with attempt 1: {count(len(usual) + 1, 'attempt')} when three "
        "are answered 503",
        seen=f"{count(len(gaps) + 1, 'attempt')}",
        script=script,
    )
    expect(
        all(abs(gap - wait) <= ALIKE * max(wait, 1) for gap, wait in zip(gaps, usual, strict=True)),
        expected=f"after {what}, the next message has the waits of any: {_seconds(usual)}",
        seen=_seconds(gaps),
        script=script,
    )


def _seconds(gaps: list[float]) -> str:
    return ", ".join(f"{gap:.3g} s" for gap in gaps)


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.brief(
    "After bad input or a misconfiguration there is no resend and no wait.",
    inputs="400, 301, 302, 303, 307, 308, 401 and 403 to a message, with the documented body and with a page of HTML, "
    "by the three client functions in turn",
)
def test_bad_input_and_misconfiguration_are_never_resent(shop: Shop) -> None:
    faults = (*map(status, NEVER_RESENT), *map(page, NEVER_RESENT))
    for fault, sender in zip(faults, shop.senders(), strict=False):
        outcome = shop.send_to_trouble([(fault, None)], sender)
        code = fault.words.split()[1]
        script = Attempts(shop, (code,), raises=BAD_INPUT if code == str(INPUT_REFUSED) else MISCONFIGURATION)
        _expect_attempts(
            shop, outcome, 1, f"a message of {sender.name} to a provider that {fault.words}", script
        )


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.brief(
    "After bad input or a misconfiguration there is no resend and no wait.",
    inputs="an answer 503 to a message, then one of 400, 301, 302, 303, 307, 308, 401 or 403 to its resend",
)
def test_a_resend_that_is_refused_is_the_last(shop: Shop) -> None:
    for code in NEVER_RESENT:
        outcome = shop.send_to_trouble([(OUTAGE, 1), (status(code), None)])
        refused = [attempt for attempt in shop.journal.attempts if attempt.words == status(code).words]
        kind = BAD_INPUT if code == INPUT_REFUSED else MISCONFIGURATION
        expect(
            len(refused) <= 1,
            expected=f"an answer {code} to a resend is the last: no further attempt",
            seen=f"{count(len(refused) - 1, 'further attempt')}, and delivery_update {said(outcome)}",
            script=Attempts(shop, ("503", str(code)), raises=kind),
        )


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.brief(
    "After bad input or a misconfiguration there is no resend and no wait.",
    inputs="301, 302, 303, 307, 308, 401 and 403 to a login",
)
def test_a_login_that_is_refused_is_not_repeated(shop: Shop) -> None:
    for code in MISCONFIGURATIONS:
        shop.let_token_expire()
        shop.watertel.login_trouble.start(status(code))
        outcome = shop.send_through("watertel")
        shop.heal()
        script = Attempts(shop, (), logins=(str(code),), raises=MISCONFIGURATION)
        _expect_attempts(shop, outcome, 1, f"an answer {code} to Watertel's login", script)


@pytest.mark.check("behaviour.never-resends-caller-errors")
@pytest.mark.brief(
    "After bad input or a misconfiguration there is no resend and no wait.",
    inputs="a phone number of 5 digits, and a value of 141 characters, to each client function",
)
def test_input_that_we_refuse_is_not_even_tried(shop: Shop) -> None:
    for sender, _ in zip(shop.senders(), range(2 * len(FUNCTIONS)), strict=False):
        for what, phone, value in (("phone number", "12345", TEXT), ("text", PHONE, "x" * 141)):
            shop.forget()
            outcome = sender(phone, value)
            script = Attempts(shop, (), raises=BAD_INPUT)
            _expect_attempts(shop, outcome, 0, f"a bad {what} for {sender.name}", script)


@pytest.mark.check("behaviour.no-idle-wait")
@pytest.mark.brief(
    "A message that succeeds at once waits for nothing.",
    "A wait of 0 seconds, such as `sleep(0)`, is not a wait.",
    inputs="ten messages of the three client functions in turn, all providers well",
)
def test_a_message_that_succeeds_at_once_waits_for_nothing(shop: Shop) -> None:
    for sender, _ in zip(shop.senders(), range(10), strict=False):
        outcome = shop.send(sender)
        waited = sum(wait.seconds for wait in shop.subject.waits)
        expect(
            waited == 0,
            expected="no wait for a message that succeeds at once",
            seen=f"{sender.name} {said(outcome)} and waited {waited:.3g} s",
            script=Attempts(shop),
        )


@pytest.mark.check("behaviour.resends-after-failed-login")
@pytest.mark.brief(
    "A login that fails with a provider failure counts as a failed attempt.",
    inputs="one or two answers 503 to logins of one message, then a success",
)
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
@pytest.mark.brief(
    "Failed logins and failed messages are counted together.",
    "Four attempts at most for a message.",
    inputs="one, two or three answers 503 to logins, or nothing else; and nothing but answers 503 to the message",
)
@pytest.mark.parametrize("failures", [1, 2, 3, None], ids=["one", "two", "three", "all"])
def test_failed_logins_and_messages_count_together(
    shop: Shop, open_shop: OpenShop, failures: int | None
) -> None:
    kinds = learn_kinds(shop)
    plain = open_shop()  # a fresh one, for what a message does after another was given up is not the subject
    plain.send_to_trouble([(OUTAGE, None)])
    usual = len(plain.journal.attempts)
    fresh = open_shop()
    fresh.watertel.login_trouble.start(OUTAGE, failures)
    fresh.fail(OUTAGE)
    outcome = fresh.send_through("watertel")
    attempts = len(fresh.journal.attempts)
    first = usual if failures is None else min(failures, usual)
    what = "every login" if failures is None else f"the first {count(failures, 'login')}"
    expect(
        attempts == usual and kinds.is_failure(outcome),
        expected=f"a message for which {what} and every message is answered 503 is given up "
        f"after {count(usual, 'attempt')}, like one whose login succeeds",
        seen=f"{count(attempts, 'attempt')}, and delivery_update {said(outcome)}",
        script=Attempts(fresh, ("503",) * (usual - first), logins=("503",) * first, raises=FAILURE),
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
        seen=f"{count(attempts, 'attempt')}, and the call {said(outcome)}",
        script=script,
    )
    expect(
        kinds.is_failure(outcome),
        expected=f"{what} is given up with the module's provider failure",
        seen=f"the call {said(outcome)}",
        script=script,
    )


def _expect_attempts(shop: Shop, outcome: Outcome, allowed: int, what: str, script: Script) -> None:
    attempts = len(shop.journal.attempts)
    # What any message waits for before its first attempt, and that bad input is not sent, are other checks' affairs.
    since = shop.journal.attempts[0].at if attempts else 0.0
    waited = sum(wait.seconds for wait in shop.subject.waits if wait.at >= since)
    expect(
        isinstance(outcome, Raised),
        expected=f"{what} raises an error",
        seen=f"the client function {said(outcome)} after {count(attempts, 'attempt')}",
        script=script,
    )
    expect(
        attempts <= 1,
        expected=f"{what} is never resent: {count(allowed, 'attempt')}",
        seen=f"{count(attempts, 'attempt')}",
        script=script,
    )
    expect(
        waited == 0,
        expected=f"{what} is raised at once, without a wait",
        seen=f"{waited:.3g} s were waited for first",
        script=script,
    )
