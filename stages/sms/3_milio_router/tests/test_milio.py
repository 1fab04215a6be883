"""Milio is spoken to as its guide says, resent to by the same rules, and raises the same kinds."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Returned, expect
from kata.grader.toolkit.faults import Fault, answers, hangs_up, lacks, page, status

from sms_support.faults import FAILURES, INPUT_REFUSED, MISCONFIGURATIONS
from sms_support.fixtures import OpenShop
from sms_support.kinds import learn_kinds, own_types, transport_types
from sms_support.schedule import AT_ONCE_SECONDS, MAX_ATTEMPTS, expect_no_wait_after, expect_schedule
from sms_support.script import ACCEPTED, BAD_INPUT, MISCONFIGURATION, Attempts, given_up
from sms_support.shop import FUNCTIONS, TITLES, Outcome, Sender, Shop, count, places, said

OUTAGE = status(503)
BODIES = "with the documented body, a page of HTML, and an empty body or a list in turn"


@pytest.mark.check("behaviour.milio-wire")
@pytest.mark.brief(
    "Messages go to Milio just as its guide says: no login, and no token in the address.",
    "There is no login.",
    "Your access token goes along with each request, in a header.",
    "POST {MILIO_URL}/v1/messages",
    inputs="a text of 140 characters with quotes, signs and an emoji, and a number that begins with 0, with a space "
    "and a tab around it, by each client function",
)
def test_milio_gets_what_its_guide_asks_for(shop: Shop) -> None:
    for sender, _ in zip(shop.senders(to="milio"), FUNCTIONS, strict=False):
        _expect_as_the_guide_says(shop, sender)


def _expect_as_the_guide_says(shop: Shop, sender: Sender) -> None:
    sent: list[tuple[str, str]] = []

    def send(phone: str, text: str) -> Outcome:
        value = f'"7" & more: 50 % off #1 \U0001f4e6 {text}'.ljust(sender.function.room, "x")
        number = f"0{phone[1:]}"
        sent.append((number, sender.function.text(value)))
        return sender(f" {number}\t", value)

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
        expected=f"one request for a message of {sender.name} through Milio, and no login",
        seen=f"{count(len(shop.subject.requests), 'request')}, and {sender.name} {said(outcome)}",
        script=Attempts(shop),
    )
    arrived = shop.journal.delivered[0]
    expect(
        arrived.text == sent[-1][1],
        expected="Milio gets the text unchanged",
        seen="another text arrived",
    )
    expect(
        arrived.phone == sent[-1][0],
        expected="Milio gets the phone number without the space and the tab around it",
        seen="another phone number arrived",
    )


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.brief(
    "A message that succeeds at once waits for nothing.",
    "A wait of 0 seconds, such as `sleep(0)`, is not a wait.",
    inputs="one message through Milio, all providers well",
)
def test_a_message_that_milio_takes_at_once_waits_for_nothing(shop: Shop) -> None:
    shop.send()
    usual = sum(
        wait.seconds for wait in shop.subject.waits
    )  # what any message waits for has a check of its own
    shop.send_through("milio")
    waited = sum(wait.seconds for wait in shop.subject.waits)
    expect(
        waited <= usual + AT_ONCE_SECONDS,
        expected="no wait for a message that goes to Milio and succeeds at once",
        seen=f"{waited:.3g} s were waited for",
        script=Attempts(shop),
    )


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.brief(
    "Resend to Milio by the same rules: at once, after 2 s, after 4 s, then give up.",
    "There are four attempts at most for a message, over all providers together.",
    inputs="one and three answers 503 of Milio's, then a success",
)
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
@pytest.mark.brief(
    "Resend to Milio by the same rules: at once, after 2 s, after 4 s, then give up.",
    inputs="one answer of 500, 502, 503 or 504, with the documented body and with a page of HTML, to a message that "
    "goes to Milio, by the three client functions in turn",
)
def test_each_status_of_milios_failures_is_met_by_resending(shop: Shop) -> None:
    for fault, sender in zip(
        (*map(status, FAILURES), *map(page, FAILURES)), shop.senders(to="milio"), strict=False
    ):
        outcome = _first_to(shop, "milio", fault, 1, sender)
        if transport_types(outcome) and fault.odd_body:
            continue  # a body makes a library's error: that has a check of its own
        expect(
            isinstance(outcome, Returned) and len(shop.journal.attempts) == 2,
            expected=f"a message to a Milio that {fault.words} once is delivered at its second attempt",
            seen=f"{sender.name} {said(outcome)}; attempts: {places(shop.journal.attempts)}",
            script=Attempts(shop, (fault.words.split()[1], ACCEPTED)),
        )


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.brief(
    "Resend to Milio by the same rules: at once, after 2 s, after 4 s, then give up.",
    "There are four attempts at most for a message, over all providers together.",
    inputs="nothing but answers 503 to a message that goes to Milio first",
)
def test_a_message_that_milio_fails_four_times_is_given_up(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    outcome = _first_to(shop, "milio", OUTAGE, None)
    attempts = shop.journal.attempts
    script = given_up(shop, "503")
    expect(
        len(attempts) == MAX_ATTEMPTS,
        expected=f"{MAX_ATTEMPTS} attempts for a message that goes to Milio and meets nothing but answers 503",
        seen=f"{count(len(attempts), 'attempt')}: {places(attempts)}",
        script=script,
    )
    expect(
        kinds.is_failure(outcome),
        expected="a message that goes to Milio is given up with the provider failure",
        seen=f"delivery_update {said(outcome)}",
        script=script,
    )
    expect_schedule(attempts, script)
    expect_no_wait_after(shop.subject, attempts, script=script)


@pytest.mark.check("behaviour.milio-resends")
@pytest.mark.brief(
    "Resend to Milio by the same rules: at once, after 2 s, after 4 s, then give up.",
    "After bad input or a misconfiguration there is no resend and no wait.",
    inputs="400, 301, 302, 303, 307, 308, 401 and 403 from Milio, by the three client functions in turn",
)
def test_what_milio_refuses_is_never_resent(shop: Shop) -> None:
    for code, sender in zip((INPUT_REFUSED, *MISCONFIGURATIONS), shop.senders(to="milio"), strict=False):
        outcome = _first_to(shop, "milio", status(code), None, sender)
        attempts = shop.journal.attempts
        waited = sum(wait.seconds for wait in shop.subject.waits)
        script = Attempts(shop, (str(code),), raises=BAD_INPUT if code == INPUT_REFUSED else MISCONFIGURATION)
        expect(
            len(attempts) == 1,
            expected=f"an answer {code} from Milio is never resent: 1 attempt",
            seen=f"{count(len(attempts), 'attempt')}: {places(attempts)}; {sender.name} {said(outcome)}",
            script=script,
        )
        expect(
            waited == 0,
            expected=f"an answer {code} from Milio is raised at once, without a wait",
            seen=f"{waited:.3g} s were waited for first",
            script=script,
        )


@pytest.mark.long
@pytest.mark.check("behaviour.milio-errors")
@pytest.mark.brief(
    "Milio refuses the same bad input, and raises the same three kinds of trouble, of the same types.",
    "An error status counts, whatever its body is: a page of HTML too.",
    "| 400 | we refuse the input |",
    "| 401, 403 |",
    "| 301, 302, 303, 307, 308 |",
    "| 5xx |",
    inputs=f"each status that the guide names {BODIES}, by the three client functions in turn; a broken connection",
)
def test_milios_answers_raise_the_same_kinds(shop: Shop) -> None:
    # Each example comes from Watertel, so that Milio's errors are held against Watertel's.
    kinds = learn_kinds(shop, lambda: shop.send_through("watertel"))
    senders = shop.senders(to="milio")
    for fault in (*answers((*FAILURES, INPUT_REFUSED, *MISCONFIGURATIONS)), hangs_up()):
        sender = next(senders)
        outcome = _first_to(shop, "milio", fault, None, sender)
        if transport_types(outcome) and fault.odd_body:
            continue  # a body makes a library's error: that has a check of its own
        answer = fault.words.split()[1] if fault.words.startswith("answers") else "no answer"
        if answer == str(INPUT_REFUSED):
            right, what = kinds.is_bad_input(outcome), "the same kind of error as other bad input"
            script = Attempts(shop, (answer,), raises=BAD_INPUT)
        elif answer.isdigit() and int(answer) in MISCONFIGURATIONS:
            same = bool(own_types(outcome) & kinds.misconfigured) or not kinds.misconfigured
            right = kinds.is_misconfiguration(outcome) and same
            what = "the same misconfiguration as Watertel's"
            script = Attempts(shop, (answer,), raises=MISCONFIGURATION)
        else:
            right, what = kinds.is_failure(outcome), "the same provider failure as Watertel's"
            script = given_up(shop, answer)
        expect(
            right,
            expected=f"a Milio that {fault.words} raises {what}",
            seen=f"{sender.name} {said(outcome)}",
            script=script,
        )


@pytest.mark.check("behaviour.milio-errors")
@pytest.mark.brief(
    "Milio refuses the same bad input, and raises the same three kinds of trouble, of the same types.",
    inputs="a success without `id`, by one client function",
)
def test_a_success_of_milio_without_an_id_is_a_provider_failure(shop: Shop) -> None:
    kinds = learn_kinds(shop, lambda: shop.send_through("watertel"))
    fault = lacks("id", "messageId")  # Watertel calls it so, and a resend may go there
    sender = next(shop.senders(to="milio"))
    outcome = _first_to(shop, "milio", fault, None, sender)
    expect(
        kinds.is_failure(outcome),
        expected='a Milio that answers without "id" raises the same provider failure as Watertel\'s',
        seen=f"{sender.name} {said(outcome)}",
        script=given_up(shop, ACCEPTED),
    )


@pytest.mark.check("behaviour.outage-contained")
@pytest.mark.brief(
    "With one provider down for good, messages that are routed to the other still arrive.",
    inputs="Watertel (its login too) or Milio answers 503, or is unreachable; two messages to the other",
)
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


def _first_to(
    shop: Shop, provider: str, fault: Fault, times: int | None, sender: Sender | None = None
) -> Outcome:
    """Sends until a message goes to the provider first, where this fault begins; its further ways are free."""
    shop.fail(fault, times, begins_at=provider)
    outcome = shop.send_through(provider, sender)
    shop.heal()
    return outcome


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
