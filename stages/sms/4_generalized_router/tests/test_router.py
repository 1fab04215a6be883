"""`make_router` takes any split between any providers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import Fake, FakeError, Handle, Raised, Returned, Subject, Unmet, examples, expect

from sms_support.shares import ROUTER, ROUTER_CLOSELY, Plan
from sms_support.shop import PHONE, Outcome, Shop, count, said

MAKE_ROUTER = "sms:make_router"
BAD_SPLITS: dict[str, list[object]] = {
    "an empty list": [],
    "percentages that add up to 99": [50, 49],
    "percentages that add up to 101": [50, 51],
    "percentages that add up to 99.9": [33.3, 33.3, 33.3],
    "a sum that is 0.02 too high": [50, 50.02],
    "a sum that is 0.02 too low": [50, 49.98],
    "shares of 1 instead of percentages": [0.8, 0.2],
    "one provider with 0 %": [0],
    "a negative percentage": [-10, 110],
    "a negative percentage among others": [60, -20, 60],
    "a percentage over 100": [150, -50],
    "NaN": [math.nan],
    "NaN beside a whole": [100, math.nan],
    "infinity": [math.inf],
    "infinities of both signs": [math.inf, -math.inf],
}
NO_NUMBERS: dict[str, list[object]] = {
    "a text as percentage": ["fifty", "fifty"],
    "texts of digits": ["80", "20"],
    "a number and a text of digits": [50, "50"],
    "None as percentage": [None, 100],
}
GOOD_SPLITS: dict[str, list[float]] = {
    "one provider with 100 %": [100],
    "seven times 100 / 7": [100 / 7] * 7,
    "three times 100 / 3": [100 / 3] * 3,
    "three times a third of 100": [1 / 3 * 100] * 3,
    "eleven times 100 / 11": [100 / 11] * 11,
    "tenths that add up to 100": [33.3, 33.3, 33.4],
    "ints and floats": [50, 49.5, 0.5],
    "a provider with 0 %": [0, 100],
    "a hundred times 1 %": [1] * 100,
}


WORDS = "no network today"
"""What a provider's error says."""
SMALL, SMALL_SHARE = 40, 0.04
"""Providers, and the percentage of each: less than a thousandth."""
AT_ONE_GO = 100
"""Messages that the submission's process sends before it answers, at most: far more fit into the time of one call."""


class Counter:
    """A provider that counts what it is asked to send; one that cannot fail is counted faster."""

    def __init__(self, *, can_fail: bool = True) -> None:
        self.calls: list[tuple[tuple[object, ...], dict[str, object]]] = []
        self.error: FakeError | None = None
        self.fake = Fake({"send_sms": self._send}, waits=can_fail)

    def _send(self, *args: object, **kwargs: object) -> None:
        self.calls.append((args, kwargs))
        if self.error is not None:
            raise self.error


@st.composite
def splits(draw: st.DrawFn) -> tuple[float, ...]:
    """One to six percentages that add up to 100: whole ones, halves, or equal parts; some may be 0."""
    if draw(st.integers(0, 4)) == 0:
        parts = draw(st.integers(2, 5))  # these add up exactly: rounding is another check's matter
        return (100 / parts,) * parts
    step = draw(st.sampled_from([1, 0.5]))
    whole = round(100 / step)
    cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=5)))
    edges = [0, *cuts, whole]
    return tuple(step * (after - before) for before, after in pairwise(edges))


_first_finding: dict[Shop, Unmet] = {}


@pytest.mark.long
@pytest.mark.check("behaviour.router-splits")
@pytest.mark.brief(
    "`make_router` takes a list of any number of providers and returns a provider.",
    "Each gets its percentage of the messages; one with 0 % is never chosen.",
    "Percentages are numbers (`int` or `float`) from 0 to 100.",
    inputs="eight drawn splits of one to six providers: whole percentages, halves, and equal parts; some are 0",
)
@given(split=splits())
@examples(8)
def test_shares_are_as_given(shop: Shop, split: tuple[float, ...]) -> None:
    # Searching for a smaller example would take thousands of messages each time, and tell no more.
    if shop in _first_finding:
        raise _first_finding[shop]
    try:
        _expect_shares(shop, split, ROUTER)
    except Unmet as finding:
        _first_finding[shop] = finding
        raise


@pytest.mark.check("behaviour.router-splits")
@pytest.mark.brief(
    "Each gets its percentage of the messages; one with 0 % is never chosen.",
    inputs="50/30/15/5, 0/70/1/29, 99.5/0.5 and 0.5/99.5; twice or half of a small share is found",
)
@pytest.mark.parametrize("split", [(50, 30, 15, 5), (0, 70, 1, 29), (99.5, 0.5), (0.5, 99.5)])
def test_shares_are_close(shop: Shop, split: tuple[float, ...]) -> None:
    _expect_shares(shop, split, ROUTER_CLOSELY)


@pytest.mark.check("behaviour.router-splits")
@pytest.mark.brief(
    "Each gets its percentage of the messages; one with 0 % is never chosen.",
    inputs="two routers in turn, 100/0 and 0/100",
)
def test_two_routers_keep_their_own_shares(shop: Shop) -> None:
    one, other = [Counter(), Counter()], [Counter(), Counter()]
    first = _router(shop.subject, one, (100, 0))
    second = _router(shop.subject, other, (0, 100))
    for _ in range(20):
        _send(shop.subject, first)
        _send(shop.subject, second)
    seen = [len(counter.calls) for counter in one + other]
    expect(
        seen == [20, 0, 0, 20],
        expected="two routers side by side each keep their own split",
        seen=f"{seen[:2]} of 20 messages for 100/0, {seen[2:]} of 20 for 0/100",
    )


@pytest.mark.check("behaviour.router-passes-through")
@pytest.mark.brief(
    "The phone number and the message reach exactly one provider, unchanged and by position.",
    "A router neither strips nor checks them.",
    inputs="a good number, one with spaces and a tab around it, an empty one, and no number at all; "
    "texts of 0 to 200 characters",
)
@example(phone=f"  {PHONE}\t", text="")
@example(phone="no number at all", text="x" * 200)
@example(phone="", text="  spaces around\n")
@given(
    phone=st.sampled_from([PHONE, f"  {PHONE}\t", "", "no number at all"]),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)
@examples(20)
def test_one_provider_gets_the_very_same_arguments(shop: Shop, phone: str, text: str) -> None:
    counters = [Counter(), Counter(), Counter()]
    router = _router(shop.subject, counters, (20, 30, 50))
    outcome = shop.subject.call_method(router, "send_sms", phone, text)
    calls = [call for counter in counters for call in counter.calls]
    expect(
        isinstance(outcome, Returned) and len(calls) == 1,
        expected="send_sms of a router calls exactly one provider",
        seen=f"it {said(outcome)}, after {count(len(calls), 'call')}",
    )
    expect(
        calls[0] == ((phone, text), {}),
        expected="the provider is called by position, with the phone number and the message unchanged",
        seen="it got " + ("named arguments" if calls[0][1] else "other arguments"),
    )


@pytest.mark.check("behaviour.router-passes-through")
@pytest.mark.brief(
    "A provider's errors pass through unchanged: the very same error comes back.",
    "A router is itself a provider: routers nest, and can be wrapped in a retry.",
    inputs="a provider that raises, in a router and in a router of one router",
)
def test_a_providers_error_comes_back_unchanged(shop: Shop) -> None:
    counters = [Counter(), Counter()]
    router = _router(shop.subject, counters, (50, 50))
    nested = _value(shop.subject.call(MAKE_ROUTER, [(router, 100)]), "a router of one router")
    for depth, sender in (("a router", router), ("a router in a router", nested)):
        for counter in counters:
            counter.calls.clear()
            counter.error = FakeError("the-very-same", WORDS)
        outcome = shop.subject.call_method(sender, "send_sms", PHONE, "Hello")
        calls = sum(len(counter.calls) for counter in counters)
        expect(
            isinstance(outcome, Raised) and outcome.token == "the-very-same",
            expected=f"{depth} lets a provider's error through, the very same object",
            seen=f"it {said(outcome)}" + ("" if isinstance(outcome, Returned) else ", another error"),
        )
        expect(
            isinstance(outcome, Raised) and outcome.message == WORDS,
            expected=f"{depth} lets a provider's error through, with the words that the provider gave it",
            seen="the same error came back, with other words in it",
            outcome=outcome,
        )
        expect(
            calls == 1,
            expected=f"{depth} calls one provider, also when it fails",
            seen=f"{count(calls, 'call')}",
        )


@pytest.mark.check("behaviour.router-passes-through")
@pytest.mark.brief(
    "Providers need not be hashable.",
    "A *provider* is anything with `send_sms(phone_number, message)`.",
    inputs="a namespace, in two rows of 50 %",
)
def test_providers_need_not_be_hashable_and_may_stand_twice(shop: Shop) -> None:
    counter = Counter()
    method = shop.subject.call("builtins:getattr", counter.fake, "send_sms")
    # A namespace is compared by its values, so it cannot be a key.
    provider = _value(
        shop.subject.call("types:SimpleNamespace", send_sms=_value(method, "a method")), "a provider"
    )
    router = _pairs_router(
        shop.subject, [(provider, 50), (provider, 50)], "a router of one provider in two rows"
    )
    _send(shop.subject, router)
    calls = count(len(counter.calls), "call")
    expect(
        len(counter.calls) == 1, expected="a provider that stands in two rows gets the message", seen=calls
    )


@pytest.mark.check("behaviour.router-splits")
@pytest.mark.brief(
    "A provider may stand in several rows: it gets the sum of them.",
    inputs="one provider in two rows of 25 %, and another between them",
)
def test_a_provider_in_two_rows_gets_both_shares(shop: Shop) -> None:
    twice, once = (Counter(can_fail=False) for _ in range(2))
    rows: list[tuple[object, float]] = [(twice.fake, 25), (once.fake, 50), (twice.fake, 25)]
    router = _pairs_router(shop.subject, rows, "a router of one provider in two rows, and another")
    _expect_counts(shop.subject, router, [twice, once], (50, 50), ROUTER, "25/50/25, twice the same provider")


@pytest.mark.check("behaviour.router-splits")
@pytest.mark.brief(
    "Each gets its percentage of the messages;",
    "Percentages are numbers (`int` or `float`) from 0 to 100.",
    inputs="forty providers of 0.04 % beside one of 98.4 %: messages until one of the forty gets one, 12 000 at most",
)
def test_small_percentages_are_not_forgotten(shop: Shop) -> None:
    small = [Counter(can_fail=False) for _ in range(SMALL)]
    large = Counter(can_fail=False)
    router = _router(shop.subject, [*small, large], [*[SMALL_SHARE] * SMALL, 100 - SMALL * SMALL_SHARE])
    for _ in range(ROUTER_CLOSELY.last // AT_ONE_GO):
        _send(shop.subject, router, AT_ONE_GO)
        if any(counter.calls for counter in small):
            return
    expect(
        False,
        expected=f"of {SMALL} providers of {SMALL_SHARE:g} % each some get a message: they have "
        f"{SMALL * SMALL_SHARE:g} % together",
        seen=f"none got any of {ROUTER_CLOSELY.last} messages",
    )


@pytest.mark.check("behaviour.router-passes-through")
@pytest.mark.brief(
    "The caller's list does not change.",
    inputs="a list of three pairs, before and after twenty messages",
)
def test_the_callers_list_is_left_as_it_was(shop: Shop) -> None:
    subject = shop.subject
    percentages = [50, 20, 30]
    counters = [Counter() for _ in percentages]
    pairs = [(counter.fake, share) for counter, share in zip(counters, percentages, strict=True)]
    made = subject.get(MAKE_ROUTER)
    # A partial keeps hold of the caller's list in the submission's process, where it can be looked at after.
    partial = _value(subject.call("functools:partial", _value(made, "make_router"), pairs), "a caller")
    router = _value(subject.call_method(partial, "__call__"), "a router")
    for _ in range(20):
        _send(subject, router)
    arguments = subject.call("builtins:getattr", partial, "args")
    held = arguments.value if isinstance(arguments, Returned) else ()
    # A partial of a partial holds the arguments of both.
    left = held[-1] if isinstance(held, tuple) and held else ()
    pairs_left = [pair for pair in left if isinstance(pair, tuple)] if isinstance(left, list) else []
    expect(
        [pair[1] for pair in pairs_left if len(pair) == 2] == percentages,
        expected="the caller's list is left as it was",
        seen=f"it held {count(len(percentages), 'pair')} before, and other things after",
    )


@pytest.mark.check("behaviour.router-nests")
@pytest.mark.brief(
    "A router is itself a provider: routers nest, and can be wrapped in a retry.",
    inputs="three routers in each other: 50/50 in 40/60 in 75/25",
)
def test_shares_of_nested_routers_multiply(shop: Shop) -> None:
    counters = [Counter(can_fail=False) for _ in range(4)]
    inner = _router(shop.subject, counters[:2], (50, 50))
    outer = _pairs_router(shop.subject, [(inner, 40), (counters[2].fake, 60)], "a router that holds a router")
    outermost = _pairs_router(shop.subject, [(outer, 75), (counters[3].fake, 25)], "a third one around it")
    _expect_counts(shop.subject, outermost, counters, (15, 15, 45, 25), ROUTER_CLOSELY, "nested routers")


@pytest.mark.check("behaviour.router-rejects-bad-splits")
@pytest.mark.brief(
    "Anything else raises `ValueError` at once, when the router is made:",
    "For something that is not a number, a text of digits too, `TypeError` is right as well.",
    "Percentages are numbers (`int` or `float`) from 0 to 100.",
    inputs="an empty list; sums of 99, 101, 99.9, 99.98 and 100.02; shares of 1; negative ones; 150; NaN; infinities; "
    "None and texts",
)
def test_bad_splits_are_refused_at_once(shop: Shop) -> None:
    for what, percentages in {**BAD_SPLITS, **NO_NUMBERS}.items():
        counters = [Counter() for _ in percentages]
        pairs = [(counter.fake, share) for counter, share in zip(counters, percentages, strict=True)]
        outcome = shop.subject.call(MAKE_ROUTER, pairs)
        allowed = {"builtins.ValueError"} | ({"builtins.TypeError"} if what in NO_NUMBERS else set())
        expect(
            isinstance(outcome, Raised) and bool(allowed & set(outcome.types)),
            expected=f"make_router raises ValueError for {what}, at once",
            seen=f"it {said(outcome)}",
            missing=_lacking(outcome),
        )


@pytest.mark.check("behaviour.router-rejects-bad-splits")
@pytest.mark.brief(
    "They add up to 100; rounding errors of floating point are allowed,",
    "from sms import make_router",
    inputs="100; seven, three and eleven equal parts; 33.3/33.3/33.4; ints and floats; 0/100; a hundred times 1",
)
def test_good_splits_are_accepted(shop: Shop) -> None:
    for what, percentages in GOOD_SPLITS.items():
        counters = [Counter() for _ in percentages]
        router = _router(shop.subject, counters, percentages)
        _send(shop.subject, router)
        calls = sum(len(counter.calls) for counter in counters)
        expect(
            calls == 1, expected=f"a router for {what} sends", seen=f"{count(calls, 'call')} for one message"
        )


def _expect_shares(shop: Shop, split: Sequence[float], plan: Plan) -> None:
    counters = [Counter(can_fail=False) for _ in split]
    router = _router(shop.subject, counters, split)
    words = "/".join(f"{share:.4g}" for share in split)
    _expect_counts(shop.subject, router, counters, split, plan, f"a split of {words}")


def _expect_counts(
    subject: Subject, router: Handle, counters: list[Counter], split: Sequence[float], plan: Plan, what: str
) -> None:
    """Sends until each provider's share fits, or until it is clear that one does not."""
    shares = [min(1.0, share / 100) for share in split]
    for before, sent in pairwise((0, *plan.stops)):
        for begun in range(before, sent, AT_ONE_GO):
            _send(subject, router, min(AT_ONE_GO, sent - begun))
        seen = [len(counter.calls) for counter in counters]
        fits = [plan.decide(share, sent, times) for share, times in zip(shares, seen, strict=True)]
        if all(fits):
            return
        wrong = next((place for place, fit in enumerate(fits) if fit is False), None)
        if wrong is not None:
            raise Unmet(
                f"with {what}, provider {wrong + 1} gets {split[wrong]:.4g} % of the messages",
                f"it got {seen[wrong]} of {sent}, which is {100 * seen[wrong] / sent:.1f} %",
            )


def _send(subject: Subject, router: Handle, times: int = 1) -> None:
    outcome = subject.repeat_method(router, "send_sms", times, PHONE, "Hello")
    expect(
        isinstance(outcome, Returned),
        expected="send_sms of a router returns when its provider does",
        seen=f"it {said(outcome)}",
    )


def _router(subject: Subject, counters: Sequence[Counter], percentages: Sequence[float]) -> Handle:
    pairs = [(counter.fake, share) for counter, share in zip(counters, percentages, strict=True)]
    return _pairs_router(subject, pairs, f"a router of {count(len(pairs), 'provider')}")


def _pairs_router(subject: Subject, pairs: list[tuple[object, float]], what: str) -> Handle:
    return _value(subject.call(MAKE_ROUTER, pairs), what)


def _lacking(outcome: Outcome) -> str:
    """That there is no make_router: the error of looking for it was raised in no code of the submission."""
    lacks = isinstance(outcome, Raised) and outcome.type == "builtins.AttributeError" and not outcome.where
    return "sms has no make_router yet" if lacks else ""


def _value(outcome: Outcome, what: str) -> Handle:
    expect(
        isinstance(outcome, Returned) and isinstance(outcome.value, Handle),
        expected=f"`from sms import make_router` works, and makes {what}",
        seen=f"it {said(outcome)}" + (f": {outcome.message[:100]}" if isinstance(outcome, Raised) else ""),
        missing=_lacking(outcome),
    )
    assert isinstance(outcome, Returned) and isinstance(outcome.value, Handle)
    return outcome.value
