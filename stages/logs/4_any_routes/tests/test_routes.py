"""Logs that make_log makes: rules and destinations from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import Raised, examples, expect
from logs_support.ledger import LEVELS
from logs_support.made import (
    Destination,
    Entries,
    MadeLog,
    Rule,
    came_to,
    entry,
    few,
    lets_through,
    said_in,
    try_to_make,
)
from logs_support.shop import Shop

LOGGERS = ("shop", "shop.cart", "shop.pay", "shopping", "stock")
PATTERNS = (*LOGGERS, "shop.*", "shop*", "st*", "*", "other")
rules = st.fixed_dictionaries(
    {}, optional={"level": st.sampled_from(LEVELS), "logger": st.sampled_from(PATTERNS)}
)
entries = st.builds(entry, st.sampled_from(LEVELS), st.sampled_from(LOGGERS), st.text("ab \n%{", max_size=4))
steps = st.lists(st.lists(entries, min_size=1, max_size=4), min_size=1, max_size=5)
BAD_RULES: tuple[tuple[str, Rule], ...] = (
    ("an unknown key", {"levle": "INFO"}),
    ("an unknown key beside a good one", {"level": "INFO", "message": "a"}),
    ("an unknown level", {"level": "LOUD"}),
    ("a level in small letters", {"level": "info"}),
    ("an empty level", {"level": ""}),
    ("a level that is a number", {"level": 30}),
    ("a level that is None", {"level": None}),
    ("a level that is a list", {"level": ["ERROR"]}),
    ("a logger that is None", {"logger": None}),
    ("a logger that is a list", {"logger": ["shop"]}),
    ("a logger that is a number", {"level": "INFO", "logger": 7}),
)


@pytest.mark.check("behaviour.routes")
@pytest.mark.brief(
    "Each destination gets, in one call of its `write`, those entries that its rule lets through,",
    "Nothing is written twice, and nothing waits.",
    "| `write(entries)` |",
    "A *rule* is a dictionary with none, one or both of these keys:",
    "| `level` |",
    "| `logger` |",
    "`{}` lets all through.",
    "`write` passes entries on as they are, with their `at`.",
    inputs="one to four routes with any rules, and lists of one to four entries of any level and logger; each form of "
    "a logger in a rule, with all the names that begin alike",
)
@example(
    given_rules=[{"logger": pattern} for pattern in ("shop.*", "shop*", "shop", "shop.cart")],
    given_steps=[[entry("INFO", logger, "a") for logger in LOGGERS]],
)
@example(
    given_rules=[{"level": level, "logger": "sh*"} for level in LEVELS],
    given_steps=[[entry(level, logger, "b")] for level in LEVELS for logger in LOGGERS],
)
@given(given_rules=st.lists(rules, min_size=1, max_size=4), given_steps=steps)
@examples(60)
def test_each_destination_gets_its_entries(
    shop: Shop, given_rules: list[dict[str, str]], given_steps: list[Entries]
) -> None:
    destinations = [Destination() for _ in given_rules]
    made = MadeLog(shop.subject, list(zip(given_rules, destinations, strict=True)))
    for step in given_steps:
        made.write(step)
    for rule, destination in zip(given_rules, destinations, strict=True):
        wanted = [
            kept for step in given_steps if (kept := [each for each in step if lets_through(rule, each)])
        ]
        expect(
            all(destination.calls),
            expected="a destination is not called when its rule lets nothing through",
            seen="it was called with an empty list",
        )
        expect(
            destination.calls == wanted,
            expected=f"with the rule {rule}, {len(wanted)} calls, with just the entries that it lets through, "
            "unchanged and in order",
            seen=_difference(destination.calls, wanted),
        )


@pytest.mark.check("behaviour.routes")
@pytest.mark.brief(
    "| `logger` |",
    inputs="names with a question mark and with brackets in a rule, alone and before the star",
)
def test_only_the_star_stands_for_other_characters(shop: Shop) -> None:
    names = ["sho?", "shop", "[ab]x", "ax", "[ab]"]
    for logger, wanted in (("sho?", ["sho?"]), ("[ab]*", ["[ab]x", "[ab]"])):
        destination = Destination()
        made = MadeLog(shop.subject, [({"logger": logger}, destination)])
        for name in names:
            made.log("INFO", name, "Hm.")
        seen = [each["logger"] for each in destination.entries]
        expect(
            seen == wanted,
            expected=f"with the logger {logger!r} in the rule, entries of {' and '.join(wanted)} and of no other",
            seen=f"entries of {' and '.join(seen) or 'none'}",
        )


@pytest.mark.check("behaviour.routes")
@pytest.mark.brief(
    "`at` of an entry is the moment of `log`.",
    "| `log(level, logger, message)` |",
    "A *destination* is anything with `write(entries)`.",
    "It gets a list of dictionaries",
    inputs="one entry of each level and logger by log, some seconds apart, for two destinations",
)
def test_log_makes_one_entry_at_once(shop: Shop) -> None:
    everything, warnings = Destination(), Destination()
    made = MadeLog(shop.subject, [({}, everything), ({"level": "WARNING"}, warnings)])
    for number, level in enumerate(LEVELS):
        shop.subject.advance(7.0)
        said = made.log(level, LOGGERS[number], 'A "quoted" text, 100 %')
        calls = everything.calls
        expect(
            len(calls) == number + 1 and said_in(calls[-1]) == [said],
            expected="each log(…) makes one entry and writes it at once",
            seen=f"after {number + 1} calls of log a destination without a rule was called {len(calls)} times",
        )
        stamp = datetime.fromisoformat(calls[-1][0]["at"]).timestamp()
        expect(
            abs(stamp - shop.epoch) <= 1.0,
            expected="`at` is the moment of log",
            seen=f"it is {abs(stamp - shop.epoch):.3g} s away",
        )
    expect(
        [each["level"] for each in warnings.entries] == ["WARNING", "ERROR"],
        expected="a rule lets its level through, and those above",
        seen=f"{few(warnings.entries)} came",
    )


@pytest.mark.check("behaviour.routes")
@pytest.mark.brief(
    "Each destination gets, in one call of its `write`, those entries that its rule lets through,",
    "They write nothing when nothing was lost.",
    "`tick()` and `stop()` are not handed on to destinations.",
    inputs="an empty list, entries that no rule lets through, a tick and a stop",
)
def test_nothing_is_written_for_nothing(shop: Shop) -> None:
    destination = Destination()
    made = MadeLog(shop.subject, [({"level": "ERROR"}, destination)])
    made.write([])
    made.log("WARNING", "shop", "Hm.")
    made.call("tick")
    made.call("stop")
    expect(
        not destination.calls,
        expected="no call of write for nothing",
        seen=f"write was called with {few(destination.calls[0]) if destination.calls else ''}",
    )


@pytest.mark.check("behaviour.isolates")
@pytest.mark.brief(
    "A destination that raises keeps nothing from the others,",
    "A loss of a destination is counted and told as before:",
    "| `tick()` |",
    "| `stop()` |",
    inputs="three destinations, of which the first, second or third raises; entries by log and write, ticks and a stop",
)
@pytest.mark.parametrize("place", range(3))
def test_a_destination_that_raises_harms_nobody(shop: Shop, place: int) -> None:
    destinations = [Destination() for _ in range(3)]
    made = MadeLog(shop.subject, [({"level": "ERROR"}, each) for each in destinations])
    away = destinations[place]
    wanted = [made.log("ERROR", "shop", "first")]
    away.raises = True
    wanted.append(made.log("ERROR", "shop", "second"))
    made.log("INFO", "shop", "let through by nobody")
    made.call("tick")
    both = [
        entry("ERROR", "stock", "third"),
        entry("WARNING", "stock", "no"),
        entry("ERROR", "shop", "fourth"),
    ]
    made.write(both)
    made.call("stop")
    wanted += said_in([both[0], both[2]])
    lost = wanted[1:]
    away.raises = False
    wanted.append(made.log("ERROR", "shop", "fifth"))
    wanted.append(made.log("ERROR", "shop", "sixth"))
    for number, destination in enumerate(destinations):
        own = [each for each in wanted if number != place or each not in lost]
        expect(
            said_in(destination.entries) == own,
            expected=f"destination {number + 1} gets {len(own)} entries when destination {place + 1} raised meanwhile",
            seen=f"{len(destination.entries)} came: {few(destination.entries)}",
        )
        expect(
            destination.notices == ([len(lost)] if number == place else []),
            expected=f"{len(lost)} lost entries are told to the destination that lost them, once, whatever its rule",
            seen=f"destination {number + 1} was told {destination.notices or 'nothing'}",
        )
    flat = said_in([each for call in away.calls for each in call])
    expect(
        flat[1][1] == "logs" and flat[2] == wanted[-2],
        expected="the loss is told before the next entries",
        seen="it came later",
    )


@pytest.mark.check("behaviour.isolates")
@pytest.mark.brief(
    "A loss of a destination is counted and told as before:",
    "After a loss they may tell it.",
    inputs="a loss, ticks and a stop before the next entry; three losses in a row",
)
def test_losses_are_told_once(shop: Shop) -> None:
    destination = Destination()
    made = MadeLog(shop.subject, [({"logger": "shop"}, destination)])
    destination.raises = True
    for number in range(3):
        made.log("DEBUG", "shop", f"lost {number}")
    destination.raises = False
    for call in ("tick", "stop", "tick"):
        made.call(call)
    made.log("DEBUG", "shop", "found")
    made.log("DEBUG", "shop", "again")
    expect(
        destination.notices == [3],
        expected="three lost entries are told once, by the next entry at the latest",
        seen=f"told: {destination.notices or 'nothing'}",
    )
    expect(
        said_in(destination.entries) == [("DEBUG", "shop", "found"), ("DEBUG", "shop", "again")],
        expected="what is taken comes, and what was lost does not",
        seen=f"{few(destination.entries)} came",
    )


@pytest.mark.check("behaviour.isolates")
@pytest.mark.brief(
    "Two logs share nothing.",
    "The live log stays as it was.",
    inputs="the live log and two made ones, in one of which entries are lost",
)
def test_logs_share_nothing(shop: Shop) -> None:
    one, other = Destination(), Destination()
    first, second = MadeLog(shop.subject, [({}, one)]), MadeLog(shop.subject, [({}, other)])
    one.raises = True
    first.log("ERROR", "shop", "lost")
    one.raises = False
    wanted = [second.log("ERROR", "shop", "kept")]
    live = [shop.say("paid", "A-1", "5"), shop.say("failed", "A-2", "no stock")]
    shop.settle()
    expect(
        said_in([each for call in other.calls for each in call]) == wanted and not one.entries,
        expected="what one log is told, no other tells",
        seen=f"the second log wrote {few(other.entries)}",
    )
    shop.expect_arrived(live, "from the live log, when others were made")
    shop.expect_told([], "when another log lost an entry")


@pytest.mark.check("behaviour.logs-nest")
@pytest.mark.brief(
    "Logs nest:",
    "So a log is a destination, too.",
    "`write` passes entries on as they are, with their `at`.",
    inputs="a log in a log in a log, with rules at each, and a destination beside one; lists and single entries",
)
def test_logs_nest(shop: Shop) -> None:
    leaf, beside = Destination(), Destination()
    inner = MadeLog(shop.subject, [({"level": "WARNING"}, leaf)])
    middle = MadeLog(shop.subject, [({"logger": "shop.*"}, inner), ({}, beside)])
    outer = MadeLog(shop.subject, [({"level": "INFO"}, middle)])
    told = [
        entry(level, logger, f"{level} of {logger}", f"2026-11-2{number}T10:00:00Z")
        for number, level in enumerate(LEVELS)
        for logger in ("shop.cart", "stock", "shop.pay")
    ]
    outer.write(told)
    for destination, rule, name in (
        (beside, {"level": "INFO"}, "behind one rule"),
        (leaf, {"level": "WARNING", "logger": "shop.*"}, "behind three rules"),
    ):
        wanted = [each for each in told if lets_through(rule, each)]
        expect(
            destination.calls == [wanted],
            expected=f"a destination {name} gets {len(wanted)} entries in one call, each with its own `at`",
            seen=_difference(destination.calls, [wanted]),
        )
    shop.subject.advance(100.0)
    said = outer.log("ERROR", "shop.cart", "gone")
    expect(
        said_in(leaf.entries[-1:]) == [said],
        expected="an entry of log passes through logs in logs",
        seen=f"{few(leaf.entries[-1:])} came last",
    )


@pytest.mark.check("behaviour.logs-nest")
@pytest.mark.brief(
    "Logs nest:",
    "A loss of a destination is counted and told as before:",
    inputs="a destination that raises within a log that is a destination",
)
def test_a_log_within_a_log_forgives_for_itself(shop: Shop) -> None:
    leaf, beside = Destination(), Destination()
    inner = MadeLog(shop.subject, [({}, leaf)])
    outer = MadeLog(shop.subject, [({}, inner), ({}, beside)])
    leaf.raises = True
    wanted = [outer.log("INFO", "shop", "lost")]
    leaf.raises = False
    wanted.append(outer.log("INFO", "shop", "kept"))
    expect(
        (said_in(leaf.entries), leaf.notices) == (wanted[1:], [1]),
        expected="the inner log tells its own loss to its destination",
        seen=f"{few(leaf.entries)} came, and {leaf.notices or 'nothing'} was told",
    )
    expect(
        (said_in(beside.entries), beside.notices) == (wanted, []),
        expected="the other destination of the outer log gets everything, and no notice",
        seen=f"{few(beside.entries)} came, and {beside.notices or 'nothing'} was told",
    )


@pytest.mark.check("behaviour.logs-nest")
@pytest.mark.brief(
    "`tick()` and `stop()` are not handed on to destinations.",
    inputs="a destination with a tick and a stop of its own, and a log with an untold loss, both in one log",
)
def test_a_tick_is_not_handed_on(shop: Shop) -> None:
    ticking, leaf = Destination(also=("tick", "stop")), Destination()
    inner = MadeLog(shop.subject, [({}, leaf)])
    outer = MadeLog(shop.subject, [({}, ticking), ({}, inner)])
    leaf.raises = True
    outer.log("INFO", "shop", "lost")
    leaf.raises = False
    for name in ("tick", "stop"):
        outer.call(name)
        expect(
            not ticking.heard,
            expected=f"{name} of a log does not call {name} of a destination",
            seen=f"it called {', '.join(ticking.heard)}",
        )
        expect(
            not leaf.calls,
            expected=f"{name} of a log is no {name} of a log that is its destination: nobody tells that one's loss",
            seen=f"{leaf.notices or few(leaf.entries)} came to a destination of the inner log",
        )


@pytest.mark.check("behaviour.rejects-bad-rules")
@pytest.mark.brief(
    "`make_log` raises `ValueError` at once for a rule with another key,",
    inputs="unknown keys and levels, an empty level, values that are numbers, lists or None; "
    "alone, and behind a good rule",
)
@pytest.mark.parametrize("behind", [False, True])
def test_bad_rules_are_rejected(shop: Shop, behind: bool) -> None:
    for words, rule in BAD_RULES:
        routes: list[tuple[Rule, Any]] = [({"level": "INFO"}, Destination())] if behind else []
        outcome = try_to_make(shop.subject, [*routes, (rule, Destination())])
        expect(
            isinstance(outcome, Raised) and "builtins.ValueError" in outcome.types,
            expected=f"make_log raises ValueError for a rule with {words}",
            seen=f"it {came_to(outcome)}" if isinstance(outcome, Raised) else "it made a log",
            outcome=outcome,
        )


def _difference(calls: list[Entries], wanted: list[Entries]) -> str:
    seen, right = sum(map(len, calls)), sum(map(len, wanted))
    if seen == right and len(calls) != len(wanted):
        return f"{len(calls)} calls"
    if seen != right:
        return f"{len(calls)} calls with {seen} entries in place of {right}"
    return "other entries, or another order"
