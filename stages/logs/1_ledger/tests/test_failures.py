"""What a client sees of a failure, which is nothing, and what Ledger is told of it."""

from __future__ import annotations

from functools import partial

import pytest
from kata.grader.toolkit import expect
from logs_support.fixtures import OpenShop
from logs_support.ledger import HANGS_UP, HANGS_UP_MIDWAY, NEVER_ANSWERS, body, status
from logs_support.shop import CLIENTS, LOST, Shop

PAGE = "<html><body>Sorry</body></html>"
STATUSES = (200, 201, 301, 302, 303, 307, 308, 400, 401, 403, 404, 413, 429, 500, 502, 503, 504)
FAULTS = (
    *(status(code) for code in STATUSES),
    *(body(code, PAGE, "a page of HTML", "text/html") for code in (200, 400, 502)),
    *(body(code, "", "an empty body") for code in (400, 401, 503)),
    *(body(code, "[1]", "a list") for code in (400, 403, 500)),
    *(body(code, "null", "null") for code in (400, 413, 500)),
    *(body(code, '{"error": [', "half an object") for code in (400, 500)),
    HANGS_UP,
    HANGS_UP_MIDWAY,
)
REFUSALS = (status(400), status(401), status(403), status(413))
"""They mean a loss at every stage."""
NOT_TAKEN = (
    *(status(code) for code in (200, 301, 404, 429, 500, 503)),
    body(502, PAGE, "a page", "text/html"),
)
"""They mean a loss before entries wait."""
MOST_REQUESTS = 2
TIMEOUT_SECONDS = 0.15
"""HTTP_TIMEOUT_SECONDS for a Ledger that is silent: real time, spent once for each request."""
ALLOWED_SECONDS = MOST_REQUESTS * TIMEOUT_SECONDS + 2.5
"""With what a machine may add of itself. A time-out of three seconds written into the code is still outside."""
TRIES = 3
"""The first that is quick enough counts: a machine may stumble, but a time-out in the code is there each time."""
EITHER = ("low", "failed")


@pytest.mark.check("behaviour.never-raises")
@pytest.mark.brief(
    "No client function ever raises, whatever Ledger does:",
    "A call makes at most two requests.",
    "A proxy between us may answer with something else.",
    inputs="each status of the guide and some others, with the documented body, a page, no body, lists, null and "
    "half an object; a hang-up before and in the middle of an answer; each client function, tick and stop",
)
def test_no_answer_reaches_a_client(shop: Shop) -> None:
    for fault in FAULTS:
        shop.ledger.fault = fault
        for name in CLIENTS:
            before = len(shop.subject.requests)
            shop.say(name, "A-1001", "5")
            sent = len(shop.subject.requests) - before
            expect(
                shop.waits or sent <= MOST_REQUESTS,
                expected=f"a call makes at most {MOST_REQUESTS} requests",
                seen=f"{name} made {sent} when Ledger {fault.words}",
            )
        shop.tick(10.0)
        shop.stop()


@pytest.mark.check("behaviour.never-raises")
@pytest.mark.brief(
    "No client function ever raises, whatever Ledger does:",
    inputs="a Ledger that is not there; each client function, tick and stop",
)
def test_no_absence_reaches_a_client(open_shop: OpenShop) -> None:
    shop = open_shop(refusing=("ledger",))
    for name in CLIENTS:
        shop.say(name, "A-1001", "5")
    shop.tick(10.0)
    shop.stop()


@pytest.mark.check("behaviour.times-out")
@pytest.mark.brief(
    "A request waits for its answer `HTTP_TIMEOUT_SECONDS` at most.",
    "No client function ever raises, whatever Ledger does:",
    inputs="a Ledger that never answers, and a time-out of 0.15 s; calls, a tick and a stop",
)
def test_a_silent_ledger_costs_two_time_outs(open_shop: OpenShop) -> None:
    for _ in range(TRIES):
        shop = open_shop(timeout_seconds=TIMEOUT_SECONDS)
        shop.ledger.fault = NEVER_ANSWERS
        took = shop.slowest(
            partial(shop.say, "low", "bolt", "7"),
            partial(shop.say, "failed", "A-1002", "card declined"),
            shop.tick,
            shop.stop,
        )
        if took <= ALLOWED_SECONDS:
            break
    expect(
        took <= ALLOWED_SECONDS,
        expected=f"with HTTP_TIMEOUT_SECONDS at {TIMEOUT_SECONDS:g} and a Ledger that never answers, a call takes "
        "no longer than two time-outs",
        seen=f"a call took {took:.1f} s",
    )


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "An entry that Ledger does not take is lost:",
    "After a loss, Ledger gets a *notice*:",
    "The notice comes before the next entry",
    "When it is taken, it is not told again.",
    "`1 entries lost` is right, too.",
    "| 400 |",
    "| 401, 403 |",
    "| 413 |",
    "| 5xx |",
    "With any other status than 202 nothing of the request was taken.",
    inputs="one to three entries that meet each status of the guide and some others; then two entries that are taken",
)
def test_losses_are_told_before_the_next_entry(open_shop: OpenShop, stage: int) -> None:
    for number, fault in enumerate(REFUSALS if stage >= 3 else (*REFUSALS, *NOT_TAKEN)):
        shop, lost = open_shop(), number % 3 + 1
        shop.ledger.fault = fault
        shop.say_many(lost, EITHER[number % 2])
        shop.settle()
        shop.ledger.fault = None
        wanted = shop.say_many(2, "paid")
        shop.settle()
        why = f"after {lost} entries when Ledger {fault.words}, and two when it is well"
        shop.expect_told([lost], why)
        shop.expect_arrived(wanted, why)
        expect(
            shop.ledger.taken[0].lost == lost,
            expected="the notice comes before the next entry",
            seen="it came after it",
        )


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "An entry that Ledger does not take is lost:",
    inputs="an entry that meets each status of the guide and some others, and a hang-up; what is sent then and later",
)
def test_what_is_lost_is_not_sent_again(shop: Shop) -> None:
    for number, fault in enumerate(REFUSALS if shop.waits else (*REFUSALS, *NOT_TAKEN, HANGS_UP)):
        shop.ledger.fault = fault
        shop.say("low", f"bolt-{number}", "7")
        shop.settle()
        shop.ledger.fault = None
        shop.say("paid", "A-1001", "5")
        shop.settle()
        times = sum(f"bolt-{number}:".encode() in request.body for request in shop.subject.requests)
        expect(
            times <= 1,
            expected="an entry that is lost is not sent again",
            seen=f"it was sent {times} times when Ledger {fault.words}",
        )


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "The notice comes before the next entry",
    "When it is taken, it is not told again.",
    inputs="two entries lost, then a tick or a stop",
)
@pytest.mark.parametrize("end", ["tick", "stop"])
def test_losses_are_told_by_tick_and_stop(shop: Shop, end: str) -> None:
    shop.lose(2)
    if shop.waits or end == "tick":
        shop.tick(1.0)
        shop.settle()
    else:
        shop.stop()
    why = f"after two entries lost and a {end}"
    shop.expect_told([2], why)
    shop.expect_arrived([], why)
    shop.tick(1.0)
    shop.stop()
    shop.settle()
    shop.expect_told([2], why)


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "An entry that Ledger does not take is lost:",
    "With any other status than 202 nothing of the request was taken.",
    inputs="two entries while Ledger is not there, then one when it is",
)
def test_what_finds_no_ledger_is_lost(shop: Shop) -> None:
    if shop.waits:  # from then on it is kept, which a check of that stage asks for
        return
    shop.subject.refuse("ledger")
    shop.say_many(2)
    shop.tick(1.0)
    shop.subject.listen("ledger")
    wanted = [shop.say("paid", "A-1", "5")]
    why = "after two entries when Ledger was not there"
    shop.expect_told([2], why)
    shop.expect_arrived(wanted, why)


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "When the notice is not taken either, the number stands, and grows",
    inputs="two entries lost, notices refused at ticks and with the entry after them, then a Ledger that is well",
)
def test_a_number_that_cannot_be_told_stands_and_grows(shop: Shop) -> None:
    shop.lose(2)
    shop.ledger.fault = LOST
    shop.tick(1.0)
    shop.settle()
    shop.say("low", "bolt", "7")
    shop.settle()
    shop.tick(1.0)
    shop.settle()
    shop.ledger.fault = None
    wanted = [shop.say("failed", "A-1002", "card declined")]
    shop.settle()
    why = "after two losses, refused notices and one more loss"
    shop.expect_told([3], why)
    shop.expect_arrived(wanted, why)


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "A notice goes out whatever `LOG_LEVEL` is.",
    inputs="LOG_LEVEL ERROR, an error lost, then another error",
)
def test_a_notice_passes_any_level(open_shop: OpenShop) -> None:
    shop = open_shop(level="ERROR")
    shop.ledger.fault = LOST
    shop.say("failed", "A-1001", "no stock")
    shop.settle()
    shop.ledger.fault = None
    wanted = [shop.say("failed", "A-1002", "card declined")]
    shop.settle()
    why = "with LOG_LEVEL ERROR, after one error lost"
    shop.expect_told([1], why)
    shop.expect_arrived(wanted, why)


@pytest.mark.check("behaviour.loss-is-told")
@pytest.mark.brief(
    "| 202 |",
    inputs="202 with a page, an empty body and a list",
)
def test_whatever_comes_with_202_is_no_loss(shop: Shop) -> None:
    for text in (PAGE, "", "[1]"):
        shop.ledger.fault = body(202, text, "an odd body")
        shop.say("low", "bolt", "7")
        shop.settle()
    shop.ledger.fault = None
    shop.forget()
    wanted = [shop.say("paid", "A-1001", "5")]
    shop.settle()
    shop.expect_told([], "after answers of 202 with odd bodies")
    shop.expect_arrived(wanted, "after answers of 202 with odd bodies")
