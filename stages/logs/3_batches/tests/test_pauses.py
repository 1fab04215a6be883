"""What Ledger refuses: kept for later, or lost and told."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import expect
from logs_support.fixtures import OpenShop
from logs_support.ledger import LEVELS, NEVER_ANSWERS, Fault, status
from logs_support.shop import Said, Shop, plain

ROOM = 500
COMES_BACK = (429, 500, 503)
FOR_GOOD = (400, 401, 403, 413)


@pytest.mark.check("behaviour.keeps-while-down")
@pytest.mark.brief(
    "After an answer 429 or 5xx, or with no connection, nothing is lost:",
    "The first `tick()` after the pause sends all that waits.",
    "| 429 |",
    "| 5xx |",
    inputs="429, 500, 503 and no connection, twice in a row, with entries before, between and after",
)
@pytest.mark.parametrize("code", [*COMES_BACK, None])
def test_what_is_refused_for_now_is_kept(shop: Shop, code: int | None) -> None:
    if code is None:
        shop.subject.refuse("ledger")
    else:
        shop.ledger.fault = status(code)
    wanted = [shop.say("failed", "A-2", "no stock"), *shop.say_many(3, "paid")]
    wanted += shop.say_many(2, "slow", "kettle")
    shop.tick(6.0)
    wanted += shop.say_many(2, "low")
    shop.ledger.fault = None
    shop.subject.listen("ledger")
    shop.tick(6.0)
    why = f"after {f'answers of {code}' if code else 'no connection'} and a pause"
    shop.expect_arrived(wanted, why)
    shop.expect_told([], why)
    wanted.append(shop.say("failed", "A-3", "no stock"))
    shop.expect_arrived(wanted, f"{why}, an error goes at once again")


@pytest.mark.check("behaviour.keeps-while-down")
@pytest.mark.brief(
    "When one request is answered with 429 or 5xx,",
    "With any other status than 202 nothing of the request was taken.",
    inputs="230 entries that go in several requests, of which the second is answered with 503",
)
def test_what_was_taken_is_not_sent_again(shop: Shop) -> None:
    shop.begin_pause(30)
    wanted = [*shop.paused, *shop.say_many(229, "paid", "A")]
    shop.ledger.fault, shop.ledger.spared = status(503), 1
    before = shop.sent
    shop.tick(31.0)
    expect(
        shop.sent - before <= 2,
        expected="after an answer of 503 no further request is made in that call",
        seen=f"{shop.sent - before} requests came, the second of which was answered with 503",
    )
    shop.ledger.fault = None
    shop.tick(6.0)
    why = "after 230 entries, of which the second request was answered with 503"
    shop.expect_arrived(wanted, why)
    shop.expect_told([], why)


@pytest.mark.check("behaviour.obeys-retry-after")
@pytest.mark.brief(
    "It lasts as many seconds as the header `Retry-After` says, and 5 seconds without it.",
    "Before that tick only `stop()` sends:",
    "429 and 5xx may carry the header `Retry-After: 17`:",
    inputs="pauses of 2 s, 20 s, 90 s and none named; ticks, errors and 50 entries before and after their end",
)
@pytest.mark.parametrize(("code", "named"), [(429, 20), (503, 2), (500, 90), (429, None), (503, None)])
def test_nothing_is_sent_in_a_pause(shop: Shop, code: int, named: int | None) -> None:
    lasts = 5.0 if named is None else float(named)
    shop.begin_pause(named, code)
    shop.ledger.fault = None
    wanted, sent = list(shop.paused), shop.sent
    words = f"Retry-After {named}" if named is not None else "no Retry-After"

    def quiet(when: str) -> None:
        expect(
            shop.sent == sent,
            expected=f"after an answer of {code} with {words}, nothing is sent before a tick after {lasts:g} s",
            seen=f"a request came {when}",
        )

    wanted.append(shop.say("failed", "A-2", "no stock"))
    quiet("at an error")
    shop.tick(lasts / 2)
    quiet(f"at a tick after {lasts / 2:g} s")
    wanted += shop.say_many(55, "paid", "A")
    quiet("at the 50th entry")
    left = min(lasts / 2, 2.0)
    shop.tick(lasts / 2 - left)
    quiet(f"at a tick after {lasts - left:g} s")
    shop.subject.advance(left + 1.0)
    wanted.append(shop.say("failed", "A-3", "no stock"))
    quiet("at an error after the pause, before a tick")
    shop.tick(0.5)
    shop.expect_arrived(wanted, f"at the first tick after a pause of {lasts:g} s")


@pytest.mark.check("behaviour.stops-clean")
@pytest.mark.brief(
    "`stop()` tries during a pause, too, and sends what waits.",
    "What it could not send is kept.",
    "The pause goes on.",
    inputs="a stop that is refused in a pause of 60 s, one that is not, an error after it, and a tick after the pause",
)
def test_stop_tries_in_a_pause(shop: Shop) -> None:
    shop.begin_pause(60)
    wanted, sent = list(shop.paused), shop.sent
    shop.stop()
    expect(
        shop.sent == sent + 1,
        expected="stop() tries during a pause, too, and once",
        seen=f"{shop.sent - sent} requests came",
    )
    shop.ledger.fault = None
    wanted += shop.say_many(2, "paid")
    shop.stop()
    shop.expect_arrived(wanted, "after a stop() during a pause")
    wanted.append(shop.say("failed", "A-2", "no stock"))
    shop.tick(3.0)
    expect(
        plain(shop.ledger.taken)[-1].said != wanted[-1],
        expected="after stop() the pause goes on",
        seen="an entry came during it",
    )
    shop.tick(60.0)
    shop.expect_arrived(wanted, "at a tick after the pause")


@pytest.mark.check("behaviour.gives-up-refused")
@pytest.mark.brief(
    "After an answer 400, 401, 403 or 413 the entries of that request are lost, and the rest goes on.",
    "| 400 |",
    "| 401, 403 |",
    inputs="each of the four statuses for three entries; then a Ledger that is well",
)
@pytest.mark.parametrize("code", FOR_GOOD)
def test_what_is_refused_for_good_is_lost_and_told(shop: Shop, code: int) -> None:
    shop.refuse_for_good(code)
    shop.say_many(2, "paid", "lost")
    shop.say("failed", "A-2", "no stock")
    shop.ledger.fault = None
    wanted = [shop.say("failed", "A-3", "no stock")]
    why = f"after three entries that were answered with {code}"
    shop.expect_arrived(wanted, why)
    shop.expect_told([3], why)
    shop.settle()
    shop.expect_told([3], why)


@pytest.mark.check("behaviour.gives-up-refused")
@pytest.mark.brief(
    "After an answer 400, 401, 403 or 413 the entries of that request are lost, and the rest goes on.",
    "When a notice is not taken, its number stands and grows, as before.",
    inputs="230 entries that go in several requests, of which one is answered with 400",
)
def test_the_rest_goes_on(shop: Shop) -> None:
    shop.begin_pause(30)
    said = [*shop.paused, *shop.say_many(229, "paid", "A")]
    shop.ledger.fault, shop.ledger.spared = status(400), 1
    shop.tick(31.0)
    shop.ledger.fault = None
    shop.settle()
    taken = [entry.said for entry in plain(shop.ledger.taken)]
    lost = len(said) - len(taken)
    refused = [
        entry.said for batch in shop.ledger.batches[1:] if not batch.taken for entry in plain(batch.entries)
    ]
    shop.expect_arrived(
        [each for each in said if each not in refused], "after some requests were answered with 400"
    )
    shop.expect_told([lost], f"after {lost} entries that were answered with 400")


@pytest.mark.check("behaviour.bounded")
@pytest.mark.brief(
    "At most 500 entries wait.",
    "When one more comes, the oldest one below WARNING is lost, be it the new one;",
    "Such a loss is told as any other.",
    inputs="600 entries of all levels while Ledger is down",
)
def test_the_right_ones_are_kept(shop: Shop) -> None:
    shop.begin_pause(1000)
    said = list(shop.paused)
    for number in range(599):
        name = ("low", "paid", "slow", "paid")[number % 4] if number > 40 else "low"
        said.append(shop.say(name, f"n{number}", "7"))
    _expect_kept(shop, said)


@pytest.mark.check("behaviour.bounded")
@pytest.mark.brief(
    "When one more comes, the oldest one below WARNING is lost, be it the new one;",
    inputs="500 warnings while Ledger is down, one entry at INFO, two warnings and one at DEBUG",
)
def test_important_ones_stay(shop: Shop) -> None:
    shop.begin_pause(1000, name="low")
    said = [*shop.paused, *shop.say_many(ROOM - 1, "low", "n")]
    for name in ("paid", "low", "low", "slow"):
        said.append(shop.say(name, "last", "7"))
    _expect_kept(shop, said)


def _expect_kept(shop: Shop, said: list[Said]) -> None:
    """After the pause just those come that should be left."""
    kept: list[Said] = []
    for each in said:
        kept.append(each)
        if len(kept) > ROOM:
            low = (place for place, one in enumerate(kept) if LEVELS.index(one[0]) < LEVELS.index("WARNING"))
            del kept[next(low, 0)]
    shop.ledger.fault = None
    shop.tick(1001.0)
    shop.settle()
    why = f"after {len(said)} entries while Ledger was down"
    shop.expect_arrived(kept, why)
    shop.expect_told([len(said) - ROOM], why)


@pytest.mark.check("behaviour.never-waits")
@pytest.mark.brief(
    "No call ever waits for a pause to be over:",
    inputs="answers of 429 and 503 with and without Retry-After; every call in the pause",
)
@pytest.mark.parametrize(
    "fault", [status(429, {"Retry-After": "60"}), status(503)], ids=lambda each: each.words
)
def test_no_call_waits(shop: Shop, fault: Fault) -> None:
    shop.ledger.fault = fault
    for call in (
        lambda: shop.say("paid", "A-1", "5"),
        lambda: shop.say("failed", "A-2", "no stock"),
        lambda: shop.say("low", "bolt", "7"),
        shop.tick,
        shop.stop,
    ):
        before = shop.subject.now
        call()
        took = shop.subject.now - before
        expect(
            took < 0.5,
            expected=f"no call waits when Ledger {fault.words}",
            seen=f"one waited {took:.3g} s",
        )


@pytest.mark.check("behaviour.never-waits")
@pytest.mark.brief(
    "With a Ledger that never answers, a call takes two time-outs at most.",
    inputs="450 entries that wait, and a Ledger that never answers, with a time-out of 0.15 s",
)
def test_silence_ends_a_call_soon(open_shop: OpenShop) -> None:
    shop = open_shop(timeout_seconds=0.15)
    shop.begin_pause(30)
    shop.say_many(449, "paid", "A")
    shop.ledger.fault = NEVER_ANSWERS
    sent = shop.sent
    shop.tick(31.0)
    expect(
        shop.sent - sent <= 2,
        expected="with a Ledger that never answers, a call takes two time-outs at most",
        seen=f"it made {shop.sent - sent} requests, none of which was answered",
    )
