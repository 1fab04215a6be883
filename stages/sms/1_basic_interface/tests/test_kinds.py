"""Three kinds of trouble, told apart by the type of the error that reaches a client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from kata.grader.toolkit import Raised, Script, Unmet, expect
from kata.grader.toolkit.faults import Fault, answers, hangs_up, no_json, page, status

from sms_support.faults import FAILURES, INPUT_REFUSED, MISCONFIGURATIONS
from sms_support.fixtures import OpenShop
from sms_support.kinds import TRANSPORT, Kinds, is_accident, learn_kinds, own_types, transport_types
from sms_support.script import BAD_INPUT, MISCONFIGURATION, Attempts, given_up, given_up_at_login
from sms_support.shop import FUNCTIONS, PHONE, TITLES, Outcome, Sender, Shop, said

BODIES = "with the documented body, a page of HTML, and an empty body or a list in turn"
CALLERS = "the three client functions in turn, by position and by name"


@pytest.mark.check("behaviour.input-refused")
@pytest.mark.brief(
    "*bad input*: refused by us, or by the provider with status 400;",
    "An error status counts, whatever its body is: a page of HTML too.",
    "Errors of the module reach the caller.",
    inputs=f"400 {BODIES}, to a message of {CALLERS}",
)
def test_an_answer_400_is_bad_input(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    example = shop.delivery_update(PHONE[:-1])
    senders = shop.senders()
    for fault in (*answers((INPUT_REFUSED,)), *[status(INPUT_REFUSED)] * len(FUNCTIONS)):
        sender = next(senders)
        outcome = _faulted(shop, fault, sender)
        if _is_another_checks(fault, outcome):
            continue
        expect(
            kinds.is_bad_input(outcome),
            expected=f"a provider that {fault.words} raises the same kind of error as a bad phone number",
            seen=f"{sender.name} {said(outcome)}, and for a bad phone number it {said(example)}",
            script=Attempts(shop, (str(INPUT_REFUSED),), raises=BAD_INPUT),
        )


@pytest.mark.check("behaviour.misconfigured")
@pytest.mark.brief(
    "*misconfiguration*: status 3xx (301, 302, 303, 307, 308), 401 or 403.",
    "An error status counts, whatever its body is: a page of HTML too.",
    "Errors of the module reach the caller.",
    inputs=f"each of these statuses {BODIES}, to a message and to a login, by {CALLERS}",
)
def test_wrong_addresses_and_accounts_are_misconfiguration(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    for fault, sender in zip(answers(MISCONFIGURATIONS), shop.senders(), strict=False):
        words = _status_of(fault)
        outcome = _faulted(shop, fault, sender)
        if not _is_another_checks(fault, outcome):
            script = Attempts(shop, (words,), raises=MISCONFIGURATION)
            _expect_misconfiguration(
                kinds, outcome, sender, f"a provider that {fault.words} to a message", script
            )
    for fault, sender in zip(answers(MISCONFIGURATIONS), shop.senders(), strict=False):
        words = _status_of(fault)
        outcome = _faulted_login(shop, fault, sender)
        if not _is_another_checks(fault, outcome):
            script = Attempts(shop, (), logins=(words,), raises=MISCONFIGURATION)
            what = f"a Watertel that {fault.words} to a login"
            _expect_misconfiguration(kinds, outcome, sender, what, script)


@pytest.mark.check("behaviour.provider-failure")
@pytest.mark.brief(
    "*provider failure*: status 5xx, no connection,",
    "An error status counts, whatever its body is: a page of HTML too.",
    "Errors of the module reach the caller.",
    inputs=f"500, 502, 503 and 504 {BODIES}, to a message and to a login, by {CALLERS}",
)
def test_a_providers_own_trouble_is_a_provider_failure(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    example = _faulted(shop, status(503), next(shop.senders()))
    for fault, sender in zip(answers(FAILURES), shop.senders(), strict=False):
        words = _status_of(fault)
        outcome = _faulted(shop, fault, sender)
        if not _is_another_checks(fault, outcome):
            what = f"a provider that {fault.words} to a message"
            _expect_failure(kinds, outcome, sender, what, example, given_up(shop, words))
    for fault, sender in zip(answers(FAILURES), shop.senders(), strict=False):
        words = _status_of(fault)
        outcome = _faulted_login(shop, fault, sender)
        if not _is_another_checks(fault, outcome):
            what = f"a Watertel that {fault.words} to a login"
            _expect_failure(kinds, outcome, sender, what, example, given_up_at_login(shop, words))


@pytest.mark.check("behaviour.provider-failure")
@pytest.mark.brief(
    "*provider failure*: status 5xx, no connection,",
    inputs="nobody listens at the providers' addresses",
)
def test_a_refused_connection_is_a_provider_failure(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    away = open_shop(refusing=shop.providers)
    sender = next(away.senders())
    outcome = sender()
    _expect_failure(
        kinds, outcome, sender, "a refused connection", _faulted(shop, status(503), _plainest(shop))
    )


@pytest.mark.check("behaviour.told-apart")
@pytest.mark.brief(
    "A caller can tell them apart by the type of the error alone:",
    "One type covers all provider failures and nothing else.",
    "One type covers all bad input and nothing else.",
    inputs=f"the statuses of each kind, a refused connection and bad input, by {CALLERS}",
)
def test_the_three_kinds_are_told_apart_by_type(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    failures = [trouble for trouble in _failures(shop, open_shop) if kinds.is_failure(trouble[2])]
    bad_input = [trouble for trouble in _bad_input(shop) if kinds.is_bad_input(trouble[2])]
    others = [
        trouble for trouble in _misconfigurations(shop, open_shop) if kinds.is_misconfiguration(trouble[2])
    ]
    # What is plainly of a wrong kind is left out here: its own check tells of it.
    _expect_one_type("provider failures", failures, bad_input + others)
    _expect_one_type("bad input", bad_input, failures + others)


@pytest.mark.long
@pytest.mark.check("behaviour.no-transport-errors")
@pytest.mark.brief(
    "No error type of an HTTP library, a socket or a JSON parser reaches a client.",
    "An error status counts, whatever its body is: a page of HTML too.",
    inputs=f"each status {BODIES}, to a message and to a login; a refused and a broken connection; "
    "a success with a page of HTML; bad input",
)
def test_no_error_of_a_library_reaches_a_client(shop: Shop, open_shop: OpenShop) -> None:
    for words, sender, outcome in (
        *_failures(shop, open_shop),
        *_misconfigurations(shop, open_shop),
        *_bad_input(shop),
        *_pages(shop),
        *_at_each_provider(shop),
    ):
        leaked = transport_types(outcome)
        expect(
            not leaked,
            expected=f"no error type of {', '.join(sorted(TRANSPORT & _NAMED))} reaches a client",
            seen=f"{words}: {sender.name} {said(outcome)}"
            + (f", which is also a {leaked[0]}" if leaked and leaked[0] not in said(outcome) else ""),
        )


Trouble = tuple[str, Sender, Outcome]
"""What went wrong, in words; who was called; and what the call came to."""
_NAMED = {"requests", "urllib3", "httpx", "http", "socket", "json", "ssl"}


def _plainest(shop: Shop) -> Sender:
    """The plainest way to call."""
    return shop.sender("delivery_update")


def _failures(shop: Shop, open_shop: OpenShop) -> Iterator[Trouble]:
    yield from _messages(shop, (status(code) for code in FAILURES))
    yield from _each_client(shop, status(503))
    yield from _logins(open_shop(), [status(503)])
    away = open_shop(refusing=shop.providers)
    yield "a refused connection", _plainest(away), _plainest(away)()


def _misconfigurations(shop: Shop, open_shop: OpenShop) -> Iterator[Trouble]:
    yield from _messages(shop, (status(code) for code in MISCONFIGURATIONS))
    yield from _each_client(shop, status(403))
    yield from _logins(open_shop(), [status(401)])


def _bad_input(shop: Shop) -> Iterator[Trouble]:
    for name in FUNCTIONS:
        for by_name in (False, True):
            sender = shop.sender(name, by_name=by_name)
            yield "a phone number with 9 digits", sender, sender(PHONE[:-1])
            yield "a value of 141 characters", sender, sender(PHONE, "x" * 141)
    sender = _plainest(shop)
    yield "an empty phone number", sender, sender("")
    yield "an empty text", sender, sender(PHONE, "")
    yield from _each_client(shop, status(INPUT_REFUSED))


def _pages(shop: Shop) -> Iterator[Trouble]:
    faults = [fault for fault in answers((*FAILURES, *MISCONFIGURATIONS, INPUT_REFUSED)) if fault.odd_body]
    yield from _messages(shop, faults)
    yield from _logins(shop, [page(code) for code in (*FAILURES, *MISCONFIGURATIONS)])
    yield from _logins(shop, [hangs_up(), no_json()])


def _messages(shop: Shop, faults: Iterable[Fault]) -> Iterator[Trouble]:
    for fault, sender in zip(faults, shop.senders(), strict=False):
        yield f"a provider that {fault.words} to a message", sender, _faulted(shop, fault, sender)


def _each_client(shop: Shop, fault: Fault) -> Iterator[Trouble]:
    yield from _messages(shop, [fault] * len(FUNCTIONS))


def _logins(shop: Shop, faults: Iterable[Fault]) -> Iterator[Trouble]:
    for fault, sender in zip(faults, shop.senders(), strict=False):
        yield f"a Watertel that {fault.words} to a login", sender, _faulted_login(shop, fault, sender)


def _at_each_provider(shop: Shop) -> Iterator[Trouble]:
    """Which provider a message meets must not be left to chance; one that is not met is another check's finding."""
    faults = (hangs_up(), no_json(), page(503), page(403), status(INPUT_REFUSED))
    for provider in shop.in_use():
        for fault, sender in zip(faults, shop.senders(to=provider), strict=False):
            shop.fail(fault, begins_at=provider)
            try:
                yield f"{TITLES[provider]} {fault.words}", sender, shop.send_through(provider, sender)
            except Unmet:
                break
            finally:
                shop.heal()


def _faulted(shop: Shop, fault: Fault, sender: Sender) -> Outcome:
    """One message that meets this fault, at Watertel if any goes there."""
    return shop.send_to_trouble([(fault, None)], sender)


def _faulted_login(shop: Shop, fault: Fault, sender: Sender) -> Outcome:
    """A message through Watertel, whose login meets this fault, and so does every other way; None where there was
    no login, although no token was good: that has a check of its own."""
    shop.let_token_expire()
    shop.watertel.login_trouble.start(fault)
    shop.fail(fault)
    outcome = shop.send_through("watertel", sender)
    shop.heal()
    return outcome if shop.journal.logins else None


def _is_another_checks(fault: Fault, outcome: Outcome) -> bool:
    """There was no call, or an odd body makes a library's error: both have checks of their own."""
    return outcome is None or (fault.odd_body and bool(transport_types(outcome)))


def _status_of(fault: Fault) -> str:
    return fault.words.split()[1]


def _expect_misconfiguration(
    kinds: Kinds, outcome: Outcome, sender: Sender, what: str, script: Script
) -> None:
    expect(
        isinstance(outcome, Raised),
        expected=f"{what} raises a misconfiguration",
        seen=f"{sender.name} {said(outcome)}",
        script=script,
    )
    expect(
        not kinds.is_plainly_failure(outcome),
        expected=f"{what} raises a misconfiguration: resending cannot help",
        seen=f"{sender.name} {said(outcome)}, the kind that an answer 503 raises",
        script=script,
    )
    expect(
        not kinds.is_plainly_bad_input(outcome),
        expected=f"{what} raises a misconfiguration: the caller did nothing wrong",
        seen=f"{sender.name} {said(outcome)}, the kind that a bad phone number raises",
        script=script,
    )
    expect(
        bool(own_types(outcome)) and not is_accident(outcome),
        expected=f"{what} raises a misconfiguration, an error of the module's own",
        seen=f"{sender.name} {said(outcome)}",
        script=script,
    )


def _expect_failure(
    kinds: Kinds, outcome: Outcome, sender: Sender, what: str, example: Outcome, script: Script | None = None
) -> None:
    expect(
        kinds.is_failure(outcome),
        expected=f"{what} raises a provider failure",
        seen=f"{sender.name} {said(outcome)}, and for an answer 503 it {said(example)}",
        script=script,
    )


def _expect_one_type(kind: str, errors: list[Trouble], others: list[Trouble]) -> None:
    """Some one type is in every one of `errors` and in none of `others`."""
    if not errors:
        return
    telling = frozenset.intersection(*(own_types(error) for _, _, error in errors))
    (first_words, _, first), expected = errors[0], f"one error type that covers all {kind} and nothing else"
    for words, sender, error in errors:
        expect(
            bool(own_types(first) & own_types(error)),
            expected=expected,
            seen=f"{sender.name} {said(first)} for {first_words}, but {said(error)} for {words}",
        )
    expect(bool(telling), expected=expected, seen="no one type covers them all")
    for words, sender, error in others:
        telling -= own_types(error)
        expect(
            bool(telling),
            expected=expected,
            seen=f"{sender.name} {said(first)} for {first_words}, and {said(error)} for {words}",
        )
