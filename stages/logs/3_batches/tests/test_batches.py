"""Entries wait and go together."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import expect
from logs_support.shop import Shop, plain

ENOUGH = 50
MOST = 100


@pytest.mark.check("behaviour.batches")
@pytest.mark.brief(
    "50 of them wait;",
    "Then all that wait go, in order, in requests of at most 100 entries.",
    "This replaces",
    "| 202 |",
    inputs="49 entries and one more, twice",
)
def test_the_fiftieth_takes_all_along(shop: Shop) -> None:
    for turn in (1, 2):
        shop.forget()
        wanted = shop.say_many(ENOUGH - 1, "paid", f"A-{turn}")
        expect(
            not shop.sent,
            expected=f"{ENOUGH - 1} entries wait",
            seen=f"{shop.sent} requests came before the 50th entry",
        )
        wanted.append(shop.say("slow", "kettle", "2"))
        expect(
            shop.sent == 1,
            expected=f"{ENOUGH} entries go in one request, within the call of the 50th",
            seen=f"{shop.sent} requests came",
        )
        shop.expect_arrived(wanted, "at the 50th entry")


@pytest.mark.check("behaviour.batches")
@pytest.mark.brief(
    "Then all that wait go, in order, in requests of at most 100 entries.",
    "A notice stands before the entries of the next request to Ledger,",
    "It counts among the 100 entries of a request, and to no other number.",
    "| 413 |",
    inputs="230 entries that wait through a pause, some after a loss that is still to be told",
)
@pytest.mark.parametrize("lost", [0, 3])
def test_more_than_a_hundred_go_in_several_requests(shop: Shop, lost: int) -> None:
    if lost:
        shop.refuse_for_good()
        shop.say_many(lost, "paid", "lost")
        shop.tick(6.0)
        shop.forget()
    shop.begin_pause(30)
    wanted = [*shop.paused, *shop.say_many(229, "paid", "A")]
    shop.ledger.fault = None
    shop.tick(31.0)
    shop.settle()
    shop.expect_arrived(wanted, "after a pause in which 230 entries waited")
    sizes = [len(batch.entries) for batch in shop.ledger.batches if batch.taken]
    expect(
        max(sizes) <= MOST,
        expected=f"at most {MOST} entries in a request, a notice among them",
        seen=f"one had {max(sizes)}",
    )
    shop.expect_told([lost] if lost else [], "after a pause")
    if lost:
        expect(
            shop.ledger.taken[0].lost == lost,
            expected="the notice stands before the entries",
            seen="it came later",
        )


@pytest.mark.check("behaviour.flushes-by-age")
@pytest.mark.brief(
    "a `tick()` comes when the oldest has waited for 5 seconds or more;",
    "A `tick()` with nothing due sends nothing.",
    inputs="an entry and a tick every second; younger entries meanwhile",
)
def test_the_oldest_waits_five_seconds(shop: Shop) -> None:
    wanted = [shop.say("paid", "A-1", "5")]
    for second in range(1, 5):
        shop.tick(1.0)
        expect(
            not shop.sent,
            expected="an entry waits until it is 5 s old",
            seen=f"a request came at a tick after {second} s",
        )
    younger = [shop.say("slow", "kettle", "2")]
    shop.subject.advance(1.5)
    younger.append(shop.say("paid", "A-2", "5"))
    expect(not shop.sent, expected="nothing is sent but at a tick", seen="a request came at a call")
    shop.tick(0.5)
    seen = [entry.said for entry in plain(shop.ledger.taken)]
    expect(
        seen[:1] == wanted,
        expected="at the first tick at which the oldest is older than 5 s, it goes",
        seen="nothing came" if not seen else "another entry came first",
    )
    shop.settle()
    shop.expect_arrived([*wanted, *younger], "after ticks")
    sent = shop.sent
    for _ in range(7):
        shop.tick(1.0)
    expect(shop.sent == sent, expected="a tick with nothing due sends nothing", seen="a request came")


@pytest.mark.check("behaviour.errors-at-once")
@pytest.mark.brief(
    "an entry at ERROR comes;",
    "Then all that wait go, in order, in requests of at most 100 entries.",
    inputs="two entries and an error",
)
def test_an_error_takes_all_along(shop: Shop) -> None:
    wanted = [
        shop.say("paid", "A-1", "5"),
        shop.say("low", "bolt", "7"),
        shop.say("failed", "A-2", "no stock"),
    ]
    shop.expect_arrived(wanted, "within the call of an error after two entries")
    expect(shop.sent == 1, expected="they go in one request", seen=f"{shop.sent} requests came")


@pytest.mark.check("behaviour.stops-clean")
@pytest.mark.brief(
    "`stop()` comes.",
    "A second `stop()` finds nothing left and sends nothing.",
    "After `stop()` the log may be used on.",
    inputs="three entries, two stops, and the same again",
)
def test_stop_sends_what_waits(shop: Shop) -> None:
    wanted = []
    for turn in range(2):
        wanted += shop.say_many(3, "paid", f"A-{turn}")
        shop.stop()
        shop.expect_arrived(wanted, "after stop()")
        sent = shop.sent
        shop.stop()
        expect(shop.sent == sent, expected="a second stop() sends nothing", seen="a request came")
    wanted.append(shop.say("low", "bolt", "7"))
    expect(shop.sent == sent, expected="after stop() entries wait as before", seen="a request came at once")
    shop.tick(6.0)
    shop.expect_arrived(wanted, "after stop(), an entry and a tick 6 s later")
