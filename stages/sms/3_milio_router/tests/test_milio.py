"""Milio is spoken to as its guide says, resent to by the same rules, and raises the same kinds."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Returned, expect

from simulators.faults import Fault, hangs_up, status
from simulators.fixtures import OpenShop
from simulators.kinds import learn_kinds, own_types
from simulators.schedule import MAX_ATTEMPTS, expect_no_wait_after, expect_schedule
from simulators.script import ACCEPTED, BAD_INPUT, MISCONFIGURATION, Attempts, given_up
from simulators.shop import TITLES, Outcome, Shop, count, places, said

OUTAGE = status(503)


@pytest.mark.check("behaviour.milio-wire")
def test_milio_gets_what_its_guide_asks_for(shop: Shop) -> None:
    sent: list[tuple[str, str]] = []

    def send(phone: str, text: str) -> Outcome:
        sent.append((phone, f'"7" & more: 50 % off #1 \U0001f4e6 {text}'))
        return shop.delivery_update(f" {phone}\t", sent[-1][1])

    outcome = shop.send_through("milio", send)
    requests = [request for request in shop.subject.requests if request.wire == "milio"]
    complaints = [arrival.words for arrival in shop.journal.refused if arrival.provider == "milio"]
    expect(
        not complaints,
        expected="a request as Milio's guide describes it",
        seen=f"Milio {complaints[0] if complaints else ''}",
        script=Attempts(shop),
    )
    expect(
        isinstance(outcome, Returned) and len(requests) == 1 and len(shop.subject.requests) == 1,
        expected="one request for a message through Milio, and no login",
        seen=f"{count(len(shop.subject.requests), 'request')}, and delivery_update {said(outcome)}",
        script=Attempts(shop),
    )
    arrived = shop.journal.delivered[0]
    expect(
        (arrived.phone, arrived.text) == sent[-1],
        expected="Milio gets the text unchanged, and the phone number without spaces around it",
        seen="another phone number or text arrived",
    )


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.parametrize("failures", [1, 3])
def test_a_message_that_milio_fails_is_resent(shop: Shop, failures: int) -> None:
    outcome = _first_to(shop, "milio", OUTAGE, failures)
    attempts = shop.journal.attempts
    script = Attempts(shop, ("503",) * failures + (ACCEPTED,))
    expect(
        isinstance(outcome, Returned) and len(shop.journal.delivered) == 1,
        expected=f"a message that goes to Milio and fails {_times(failures)} is delivered once",
        seen=f"delivery_update {said(outcome)}; attempts: {places(attempts)}{shop.refusals()}",
        script=script,
    )
    expect(
        len(attempts) == failures + 1,
        expected=f"{count(failures + 1, 'attempt')} in all for it",
        seen=f"{count(len(attempts), 'attempt')}: {places(attempts)}",
        script=script,
    )
    expect(
        len({(attempt.phone, attempt.text) for attempt in attempts}) == 1,
        expected="every attempt carries the same phone number and text",
        seen="an attempt carried others",
        script=script,
    )
    expect_schedule(attempts, script)


@pytest.mark.check("behaviour.milio-resends")
def test_a_message_that_milio_fails_four_times_is_given_up(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    outcome = _first_to(shop, "milio", OUTAGE, None)
    attempts = shop.journal.attempts
    script = given_up(shop, "503")
    expect(
        len(attempts) == MAX_ATTEMPTS and kinds.is_failure(outcome),
        expected=f"{MAX_ATTEMPTS} attempts for a message that goes to Milio, then a provider failure",
        seen=f"{count(len(attempts), 'attempt')}: {places(attempts)}; delivery_update {said(outcome)}",
        script=script,
    )
    expect_schedule(attempts, script)
    expect_no_wait_after(shop.subject, attempts, script=script)


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.parametrize("code", [400, 401, 403, 302])
def test_what_milio_refuses_is_never_resent(shop: Shop, code: int) -> None:
    outcome = _first_to(shop, "milio", status(code), None)
    attempts = shop.journal.attempts
    waited = sum(wait.seconds for wait in shop.subject.waits)
    script = Attempts(shop, (str(code),), raises=BAD_INPUT if code == 400 else MISCONFIGURATION)
    expect(
        len(attempts) == 1,
        expected=f"an answer {code} from Milio is never resent: 1 attempt",
        seen=f"{count(len(attempts), 'attempt')}, and delivery_update {said(outcome)}",
        script=script,
    )
    expect(
        waited == 0,
        expected=f"an answer {code} from Milio is told at once",
        seen=f"{waited:.3g} s were waited for first",
        script=script,
    )


@pytest.mark.check("behaviour.milio-errors")
def test_milios_answers_raise_the_same_kinds(shop: Shop) -> None:
    # Each example comes from Watertel, so that Milio's errors are held against Watertel's.
    kinds = learn_kinds(shop, lambda: shop.send_through("watertel"))
    for code in (500, 502, 503, 504):
        outcome = _faulted_milio(shop, status(code))
        expect(
            kinds.is_failure(outcome),
            expected=f"an answer {code} from Milio raises the same provider failure as Watertel's",
            seen=f"delivery_update {said(outcome)}",
            script=given_up(shop, str(code)),
        )
    outcome = _faulted_milio(shop, hangs_up())
    expect(
        kinds.is_failure(outcome),
        expected="a connection that Milio closes without an answer ends in the same provider failure as Watertel's",
        seen=f"delivery_update {said(outcome)}",
        script=given_up(shop, "no answer"),
    )
    outcome = _faulted_milio(shop, status(400))
    expect(
        kinds.is_bad_input(outcome),
        expected="an answer 400 from Milio raises the same kind of error as other bad input",
        seen=f"delivery_update {said(outcome)}",
        script=Attempts(shop, ("400",), raises=BAD_INPUT),
    )
    for code in (301, 302, 401, 403):
        outcome = _faulted_milio(shop, status(code))
        same = bool(own_types(outcome) & kinds.misconfigured) or not kinds.misconfigured
        expect(
            kinds.is_misconfiguration(outcome) and same,
            expected=f"an answer {code} from Milio raises the same misconfiguration as Watertel's",
            seen=f"delivery_update {said(outcome)}",
            script=Attempts(shop, (str(code),), raises=MISCONFIGURATION),
        )


@pytest.mark.check("behaviour.outage-contained")
@pytest.mark.parametrize(("down", "up"), [("watertel", "milio"), ("milio", "watertel")])
@pytest.mark.parametrize("how", ["answers 503", "is unreachable"])
def test_an_outage_of_one_leaves_the_other_in_service(
    open_shop: OpenShop, down: str, up: str, how: str
) -> None:
    shop = open_shop(refusing=(down,) if how == "is unreachable" else ())
    if how == "answers 503":
        getattr(shop, down).trouble.start(OUTAGE)
    if down == "watertel":
        shop.watertel.login_trouble.start(OUTAGE)
    expected = f"while {TITLES[down]} {how}, messages that go to {TITLES[up]} still arrive"
    for _ in range(2):
        outcome = shop.send_through(up)
        expect(
            isinstance(outcome, Returned) and len(shop.journal.delivered) == 1,
            expected=expected,
            seen=f"delivery_update {said(outcome)}{shop.refusals()}",
            script=Attempts(shop),
        )


def _first_to(shop: Shop, provider: str, fault: Fault, times: int | None) -> Outcome:
    """Sends until a message that meets this fault goes to the provider first; its further ways are free."""

    def before_each() -> None:
        shop.heal()
        shop.fail(fault, times)

    outcome = shop.send_through(provider, before_each=before_each)
    shop.heal()
    return outcome


def _faulted_milio(shop: Shop, fault: Fault) -> Outcome:
    """What a message comes to whose first attempt was at Milio, and met this fault as every other did."""
    return _first_to(shop, "milio", fault, None)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
