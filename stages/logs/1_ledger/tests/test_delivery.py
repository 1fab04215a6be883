"""What Ledger gets when nothing goes wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect
from logs_support.fixtures import OpenShop
from logs_support.inputs import texts
from logs_support.ledger import LEVELS
from logs_support.shop import CLIENTS, Shop, at_or_above, plain

TEXTS = {
    "paid": ("A-1001", "20.00 EUR"),
    "failed": ("A-1002", "card declined"),
    "low": ("café-7", "3"),
    "slow": ("blue kettle", "2.5"),
}


@pytest.mark.check("behaviour.delivers")
@pytest.mark.brief(
    "A call whose level is `LOG_LEVEL` or above brings exactly one entry to Ledger, within the call.",
    "| `clients/checkout.py`: `paid(order_id, amount)` |",
    "| `clients/checkout.py`: `failed(order_id, reason)` |",
    "| `clients/stock.py`: `low(sku, left)` |",
    "| `clients/search.py`: `slow(query, seconds)` |",
    "All six return nothing.",
    "POST {LEDGER_URL}/v1/entries",
    "A request carries 1 to 100 entries",
    "| `at` |",
    "| `level` |",
    "| `logger` |",
    "| `message` |",
    "Requests are JSON.",
    inputs="each client function with ordinary texts, some of them not ASCII",
)
@pytest.mark.parametrize("name", list(CLIENTS))
def test_each_client_function_brings_one_entry(shop: Shop, name: str) -> None:
    said = shop.say(name, *TEXTS[name])
    shop.settle()
    shop.stop()
    expect(
        not shop.not_none,
        expected="client functions return nothing",
        seen=f"{shop.not_none} returned something",
    )
    shop.expect_arrived([said], f"after one call of {name}", missing=f"nothing of {name} has reached Ledger")


@pytest.mark.check("behaviour.delivers")
@pytest.mark.brief(
    "Entries arrive in the order of the calls.",
    "After `stop()` the log may be used on:",
    "| `clients/schedule.py`: `tick()` |",
    "| `clients/schedule.py`: `stop()` |",
    "When nothing was lost, `tick()` and `stop()` send nothing.",
    inputs="twelve calls of all functions in turn, with ticks and a stop between them",
)
def test_entries_come_in_the_order_of_the_calls(shop: Shop) -> None:
    wanted = []
    for number in range(3):
        for name in ("slow", "low", "failed", "paid"):
            wanted.append(shop.say(name, f"{name}-{number}", "1"))
        shop.settle()
        shop.tick(1.0)
        sent = len(shop.subject.requests)
        shop.tick(1.0)
        if number == 1:
            shop.stop()
        expect(
            len(shop.subject.requests) == sent,
            expected="tick() and stop() send nothing when nothing waits and nothing was lost",
            seen=f"{len(shop.subject.requests) - sent} requests came",
        )
    shop.expect_arrived(wanted, "after twelve calls, some after stop()")


@pytest.mark.check("behaviour.verbatim")
@pytest.mark.brief(
    "A message arrives unchanged.",
    "All arguments are texts:",
    inputs="any characters, quotes, line ends, control characters and emoji among them; empty texts",
)
@given(name=st.sampled_from(list(CLIENTS)), first=texts, second=texts)
@example(name="paid", first="  4711 ", second="\t5\r\n")
@example(name="failed", first='"A" & {0} %s \\n', second="line one\nline two\x00\x1b")
@example(name="low", first="caf\u00e9-7 \U0001f69a", second="")
@example(name="slow", first="", second="Cafe\u0301")
@examples(40)
def test_any_text_arrives_unchanged(shop: Shop, name: str, first: str, second: str) -> None:
    shop.forget()
    said = shop.say(name, first, second)
    shop.settle()
    shop.expect_clean()
    seen = [entry.said for entry in plain(shop.ledger.taken)]
    expect(
        seen == [said],
        expected=f"the message of {name} arrives unchanged",
        seen="another one arrived" if len(seen) == 1 else f"{len(seen)} entries arrived",
        missing="" if seen else f"nothing of {name} has reached Ledger",
    )


@pytest.mark.check("behaviour.level-filters")
@pytest.mark.brief(
    "A call below `LOG_LEVEL` brings none.",
    "The levels are, from the lowest to the highest,",
    inputs="each of the four levels as LOG_LEVEL, and calls of all four levels",
)
@pytest.mark.parametrize("level", LEVELS)
def test_the_level_filters(open_shop: OpenShop, level: str) -> None:
    shop = open_shop(level=level)
    said = [shop.say(name, *TEXTS[name]) for name in ("failed", "slow", "paid", "low", "slow", "failed")]
    shop.settle()
    wanted = [each for each in said if each[0] in at_or_above(level)]
    shop.expect_arrived(wanted, f"with LOG_LEVEL {level}")


@pytest.mark.check("behaviour.time-is-the-calls")
@pytest.mark.brief(
    "`at` is the moment of the call in UTC,",
    inputs="three calls some seconds apart, on machines whose time zones are five hours east and eight west",
)
@pytest.mark.parametrize("zone", ["EAST-05:30", "WEST+08:00", "UTC+00:00"])
def test_the_moment_is_the_calls(open_shop: OpenShop, zone: str) -> None:
    shop = open_shop(zone=zone)
    moments = []
    for number in range(3):
        moments.append(shop.epoch)
        shop.say("low", f"bolt-{number}", "7")
        shop.subject.advance(2.0)
    shop.settle()
    shop.expect_clean()
    stamps = [entry.stamp for entry in plain(shop.ledger.taken)]
    expect(
        len(stamps) == len(moments),
        expected="three entries after three calls",
        seen=f"{len(stamps)} came",
        missing="" if stamps else "nothing of low has reached Ledger",
    )
    for stamp, moment in zip(stamps, moments, strict=True):
        expect(
            abs(stamp - moment) <= 1.0,
            expected="`at` is the moment of the call, in UTC",
            seen=f"it is {apart(stamp - moment)}",
        )


@pytest.mark.check("behaviour.quiet-import")
@pytest.mark.brief(
    "Importing the clients sends nothing and opens no connection.",
    inputs="all client modules are imported, with all services there and with none, and nothing is called",
)
def test_importing_sends_nothing(open_shop: OpenShop) -> None:
    for away in (False, True):
        shop = open_shop(loaded=False)
        if away:
            shop.go_away()
        shop.load()
        shop.expect_silence("importing the clients sends nothing")


def apart(seconds: float) -> str:
    """A distance in time, in words."""
    size = abs(seconds)
    words = f"{size / 3600:.3g} hours" if size >= 3600 else f"{size:.3g} s"
    return f"{words} {'after' if seconds > 0 else 'before'} it"
