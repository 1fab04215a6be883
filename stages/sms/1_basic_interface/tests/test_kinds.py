"""Three kinds of trouble, told apart by the type of the error that reaches a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kata.grader.toolkit import Raised, Script, Unmet, expect

from simulators.faults import Fault, hangs_up, no_json, status
from simulators.fixtures import OpenShop
from simulators.kinds import TRANSPORT, Kinds, is_accident, learn_kinds, own_types, transport_types
from simulators.script import BAD_INPUT, MISCONFIGURATION, Attempts, given_up, given_up_at_login
from simulators.shop import PHONE, TITLES, Outcome, Shop, said

FAILURES = (500, 502, 503, 504)
MISCONFIGURATIONS = (300, 301, 302, 401, 403)


@pytest.mark.check("behaviour.input-refused")
def test_an_answer_400_is_bad_input(shop: Shop) -> None:
    kinds = learn_kinds(shop)
    example = shop.delivery_update(PHONE[:-1])
    outcome = _faulted(shop, status(400))
    expect(
        kinds.is_bad_input(outcome),
        expected="an answer 400 raises the same kind of error as a bad phone number",
        seen=f"delivery_update {said(outcome)}, and for a bad phone number it {said(example)}",
        script=Attempts(shop, ("400",), raises=BAD_INPUT),
    )


@pytest.mark.check("behaviour.misconfigured")
def test_wrong_addresses_and_accounts_are_misconfiguration(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    for code in MISCONFIGURATIONS:
        fresh = open_shop()
        outcome = _faulted(fresh, status(code))
        script = Attempts(fresh, (str(code),), raises=MISCONFIGURATION)
        _expect_misconfiguration(kinds, outcome, f"an answer {code} to a message", script)
        fresh = open_shop()
        outcome = _faulted_login(fresh, status(code))
        script = Attempts(fresh, (), logins=(str(code),), raises=MISCONFIGURATION)
        _expect_misconfiguration(kinds, outcome, f"an answer {code} to Watertel's login", script)


@pytest.mark.check("behaviour.provider-failure")
def test_a_providers_own_trouble_is_a_provider_failure(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    example = _faulted(shop, status(503))
    for code in FAILURES:
        fresh = open_shop()
        outcome = _faulted(fresh, status(code))
        script = given_up(fresh, str(code))
        _expect_failure(kinds, outcome, f"an answer {code} to a message", example, script)
        fresh = open_shop()
        outcome = _faulted_login(fresh, status(code))
        script = given_up_at_login(fresh, str(code))
        _expect_failure(kinds, outcome, f"an answer {code} to Watertel's login", example, script)


@pytest.mark.check("behaviour.provider-failure")
def test_a_refused_connection_is_a_provider_failure(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    outcome = open_shop(refusing=shop.providers).delivery_update()
    _expect_failure(kinds, outcome, "a refused connection", _faulted(shop, status(503)))


@pytest.mark.check("behaviour.told-apart")
def test_the_three_kinds_are_told_apart_by_type(shop: Shop, open_shop: OpenShop) -> None:
    kinds = learn_kinds(shop)
    failures = [(words, error) for words, error in _failures(shop, open_shop) if kinds.is_failure(error)]
    bad_input = [(words, error) for words, error in _bad_input(shop) if kinds.is_bad_input(error)]
    others = [pair for pair in _misconfigurations(shop, open_shop) if kinds.is_misconfiguration(pair[1])]
    # What is plainly of a wrong kind is left out here: its own check tells of it.
    _expect_one_type("provider failures", failures, bad_input + others)
    _expect_one_type("bad input", bad_input, failures + others)


@pytest.mark.check("behaviour.no-transport-errors")
def test_no_error_of_a_library_reaches_a_client(shop: Shop, open_shop: OpenShop) -> None:
    troubles = [
        *_failures(shop, open_shop),
        *_misconfigurations(shop, open_shop),
        *_bad_input(shop),
        *_at_each_provider(shop),
        *(
            (f"the login {fault.words}", _faulted_login(open_shop(), fault))
            for fault in (hangs_up(), no_json())
        ),
    ]
    for words, outcome in troubles:
        leaked = transport_types(outcome)
        expect(
            not leaked,
            expected=f"no error type of {', '.join(sorted(TRANSPORT & _NAMED))} reaches a client",
            seen=f"{words}: delivery_update {said(outcome)}"
            + (f", which is also a {leaked[0]}" if leaked and leaked[0] not in said(outcome) else ""),
        )


Trouble = tuple[str, Outcome]
"""What went wrong, in words, and what the call came to."""
_NAMED = {"requests", "urllib3", "httpx", "http", "socket", "json", "ssl"}


def _failures(shop: Shop, open_shop: OpenShop) -> Iterator[Trouble]:
    for code in FAILURES:
        yield f"an answer {code}", _faulted(shop, status(code))
    yield "an answer 503 to Watertel's login", _faulted_login(open_shop(), status(503))
    yield "a refused connection", open_shop(refusing=shop.providers).delivery_update()


def _misconfigurations(shop: Shop, open_shop: OpenShop) -> Iterator[Trouble]:
    for code in MISCONFIGURATIONS:
        yield f"an answer {code}", _faulted(shop, status(code))
    yield "an answer 401 to Watertel's login", _faulted_login(open_shop(), status(401))


def _bad_input(shop: Shop) -> Iterator[Trouble]:
    yield "a phone number with 9 digits", shop.delivery_update(PHONE[:-1])
    yield "an empty phone number", shop.send_otp("")
    yield "an empty text", shop.delivery_update(PHONE, "")
    yield "a text of 141 characters", shop.delivery_update(PHONE, "x" * 141)
    yield "an answer 400", _faulted(shop, status(400))


def _at_each_provider(shop: Shop) -> Iterator[Trouble]:
    """Which provider a message meets must not be left to chance; one that is not met is another check's finding."""
    for provider in shop.providers:
        for fault in (hangs_up(), no_json(), status(503), status(403), status(400)):
            shop.fail(fault)
            try:
                yield f"{TITLES[provider]} {fault.words}", shop.send_through(provider)
            except Unmet:
                break
            finally:
                shop.heal()


def _faulted(shop: Shop, fault: Fault) -> Outcome:
    """One message that meets this fault, at Watertel if any goes there."""
    shop.forget()
    shop.fail(fault)
    outcome = shop.send()
    shop.heal()
    return outcome


def _faulted_login(shop: Shop, fault: Fault) -> Outcome:
    """The first message through Watertel, whose login meets this fault, and so does every other way."""
    shop.watertel.login_trouble.start(fault)
    shop.fail(fault)
    return shop.send_through("watertel")


def _expect_misconfiguration(kinds: Kinds, outcome: Outcome, what: str, script: Script) -> None:
    expect(
        isinstance(outcome, Raised),
        expected=f"{what} raises a misconfiguration",
        seen=f"delivery_update {said(outcome)}",
        script=script,
    )
    expect(
        not kinds.is_plainly_failure(outcome),
        expected=f"{what} raises a misconfiguration: resending cannot help",
        seen=f"delivery_update {said(outcome)}, the kind that an answer 503 raises",
        script=script,
    )
    expect(
        not kinds.is_plainly_bad_input(outcome),
        expected=f"{what} raises a misconfiguration: the caller did nothing wrong",
        seen=f"delivery_update {said(outcome)}, the kind that a bad phone number raises",
        script=script,
    )
    expect(
        bool(own_types(outcome)) and not is_accident(outcome),
        expected=f"{what} raises a misconfiguration, an error of the module's own",
        seen=f"delivery_update {said(outcome)}",
        script=script,
    )


def _expect_failure(
    kinds: Kinds, outcome: Outcome, what: str, example: Outcome, script: Script | None = None
) -> None:
    expect(
        kinds.is_failure(outcome),
        expected=f"{what} raises a provider failure",
        seen=f"delivery_update {said(outcome)}, and for an answer 503 it {said(example)}",
        script=script,
    )


def _expect_one_type(kind: str, errors: list[Trouble], others: list[Trouble]) -> None:
    """Some one type is in every one of `errors` and in none of `others`."""
    if not errors:
        return
    telling = frozenset.intersection(*(own_types(error) for _, error in errors))
    (first_words, first), expected = errors[0], f"one error type that covers all {kind} and nothing else"
    for words, error in errors:
        expect(
            bool(own_types(first) & own_types(error)),
            expected=expected,
            seen=f"delivery_update {said(first)} for {first_words}, but {said(error)} for {words}",
        )
    expect(bool(telling), expected=expected, seen="no one type covers them all")
    for words, error in others:
        telling -= own_types(error)
        expect(
            bool(telling),
            expected=expected,
            seen=f"delivery_update {said(first)} for {first_words}, and {said(error)} for {words}",
        )
