"""What Relay gets, and who hears of whose trouble."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect
from logs_support.fixtures import OpenShop
from logs_support.inputs import texts
from logs_support.ledger import HANGS_UP, LEVELS, NEVER_ANSWERS, Fault, status
from logs_support.relay import masked
from logs_support.shop import CLIENTS, LOST, RINGS, Said, Shop, at_or_above, plain

TIMEOUT_SECONDS = 0.15
ALLOWED_SECONDS = 4 * TIMEOUT_SECONDS + 2.2
"""For an entry and a notice, each tried twice, with what a machine may add of itself. Three seconds are outside."""
TRIES = 3
"""The first that is quick enough counts: a machine may stumble, but a time-out in the code is there each time."""
OUTAGES = (status(400), status(401), status(503), HANGS_UP, NEVER_ANSWERS, None)
"""How Ledger may be down; None: it is not there."""


def outage(fault: Fault | None) -> str:
    """Names an outage."""
    return fault.words if fault else "is not there"


@pytest.mark.check("behaviour.relay-wire")
@pytest.mark.brief(
    "Entries at WARNING and above also go to Relay,",
    "MSG-LEN SP SYSLOG-MSG",
    "<PRI>1 TIMESTAMP HOSTNAME APP-NAME - - - MSG",
    "| PRI |",
    "| TIMESTAMP |",
    "| HOSTNAME |",
    "| APP-NAME |",
    "| MSG |",
    "One connection for all frames or one for each:",
    "A connection carries one frame after the other,",
    inputs="twelve calls of all client functions, some seconds apart",
)
def test_frames_are_as_the_guide_says(shop: Shop) -> None:
    said: list[Said] = []
    moments: list[float] = []
    for number in range(3):
        for name in CLIENTS:
            said.append(shop.say(name, f"{name}-{number}", "3"))
            if said[-1][0] in RINGS:
                moments.append(shop.epoch)
            shop.expect_relayed(said, f"within the call of {name}")
            shop.subject.advance(2.0)
    for entry, moment in zip(shop.relay.entries, moments, strict=True):
        expect(
            abs(entry.stamp - moment) <= 1.0,
            expected="TIMESTAMP is the moment of the call",
            seen=f"it is {abs(entry.stamp - moment):.3g} s away",
        )


@pytest.mark.check("behaviour.octets-counted")
@pytest.mark.brief(
    "MSG-LEN is the number of octets of SYSLOG-MSG,",
    "The message may hold line ends:",
    "SP is one blank.",
    inputs="any characters, line ends, accents and emoji among them; empty texts",
)
@given(name=st.sampled_from(["low", "failed"]), first=texts, second=texts)
@examples(40)
def test_octets_are_counted(shop: Shop, name: str, first: str, second: str) -> None:
    shop.forget()
    said = shop.say(name, first, second)
    after = shop.say("low", "bolt", "7")
    shop.expect_frames()
    seen = [entry.said for entry in plain(shop.relay.entries)]
    wanted = [(level, logger, masked(text)) for level, logger, text in (said, after)]
    expect(
        seen == wanted,
        expected="two frames, each with its own message",
        seen="other messages came" if len(seen) == len(wanted) else f"{len(seen)} came",
        missing="" if seen else "nothing has reached Relay",
    )


@pytest.mark.check("behaviour.each-its-own-level")
@pytest.mark.brief(
    "They do so whatever `LOG_LEVEL` is:",
    inputs="each of the four levels as LOG_LEVEL, and calls of all four levels",
)
@pytest.mark.parametrize("level", LEVELS)
def test_each_destination_has_its_own_level(open_shop: OpenShop, level: str) -> None:
    shop = open_shop(level=level)
    said = [shop.say(name, "A-1", "5") for name in ("slow", "low", "paid", "failed", "low")]
    shop.settle()
    shop.expect_relayed(said, f"with LOG_LEVEL {level}")
    shop.expect_arrived([each for each in said if each[0] in at_or_above(level)], f"with LOG_LEVEL {level}")


@pytest.mark.check("behaviour.masks-cards")
@pytest.mark.brief(
    "In what Relay gets, card numbers are masked:",
    "A run of fewer or of more digits stays as it is.",
    "Ledger gets every message unchanged.",
    inputs="runs of 1 to 20 digits, among them 12, 13, 15, 16 and 17, up to three in a message, between letters "
    "and signs",
)
@given(
    runs=st.lists(
        st.tuples(
            st.one_of(st.integers(11, 18), st.integers(1, 20)).flatmap(
                lambda size: st.text("0123456789", min_size=size, max_size=size)
            ),
            st.sampled_from([" ", ", card ", "-", "x", "\n", "/"]),
        ),
        min_size=1,
        max_size=3,
    ),
)
@example(runs=[("7" * 12, " "), ("123456789012345", ", card "), ("0" * 17, "x")])
@example(runs=[("4000111122223", "/"), ("4000111122223333", "-")])
@examples(40)
def test_card_numbers_are_masked_for_relay_alone(shop: Shop, runs: list[tuple[str, str]]) -> None:
    shop.forget()
    reason = "card " + "".join(run + between for run, between in runs) + "declined"
    said = shop.say("failed", "A", reason)
    shop.settle()
    shop.expect_frames()
    sizes = " and ".join(str(len(run)) for run, _ in runs)
    for entries, text, who in (
        (plain(shop.relay.entries), masked(said[2]), "Relay"),
        (plain(shop.ledger.taken), said[2], "Ledger"),
    ):
        seen = entries[0].message if len(entries) == 1 else None
        expect(
            seen == text,
            expected=f"a message with runs of {sizes} digits comes to {who} "
            + ("unchanged" if text == said[2] else "with runs of 13 to 16 digits masked"),
            seen="another message came" if entries else "nothing came",
            missing="" if entries else f"nothing has reached {who}",
        )


@pytest.mark.check("behaviour.outage-contained")
@pytest.mark.brief(
    "Each destination has its own trouble.",
    "When one of them is down, in whatever way, the other gets everything",
    inputs="a Ledger that answers 400, 401 and 503, hangs up, never answers and is not there; calls of all levels",
)
@pytest.mark.parametrize("fault", OUTAGES, ids=outage)
def test_relay_gets_all_when_ledger_is_down(open_shop: OpenShop, fault: Fault | None) -> None:
    shop = open_shop(timeout_seconds=TIMEOUT_SECONDS, refusing=() if fault else ("ledger",))
    shop.ledger.fault = fault
    said: list[Said] = []
    for name in ("low", "paid", "failed", "low", "failed"):
        said.append(shop.say(name, f"A-{len(said)}", "5"))
        shop.expect_relayed(said, f"within the call, when Ledger {outage(fault)}")
        shop.tick(1.0)
    shop.stop()
    shop.expect_relayed(said, f"when Ledger {outage(fault)}")


@pytest.mark.check("behaviour.outage-contained")
@pytest.mark.brief(
    "Each destination has its own trouble.",
    "When one of them is down, in whatever way, the other gets everything",
    "No client function ever raises, whatever Relay does.",
    inputs="a Relay that is not there, from the start or from some moment on, and one that hangs up after each frame",
)
@pytest.mark.parametrize("when", ["from the start", "later", "hangs up"])
def test_ledger_gets_all_when_relay_is_down(open_shop: OpenShop, when: str) -> None:
    shop = open_shop(refusing=("relay",) if when == "from the start" else ())
    said: list[Said] = []
    for name in ("low", "paid", "failed", "low", "failed", "slow"):
        said.append(shop.say(name, f"A-{len(said)}", "5"))
        if when == "later":
            shop.subject.refuse("relay")
        elif when == "hangs up":
            shop.subject.hang_up("relay")
        shop.settle()
        shop.expect_arrived(
            said, "within the call, when Relay is down" if not shop.waits else "when Relay is down"
        )
    shop.tick(1.0)
    shop.stop()
    shop.subject.listen("relay")
    for _ in range(2):
        said.append(shop.say("failed", "A", "no stock"))
    expect(
        any(entry.said == said[-1] for entry in shop.relay.entries),
        expected="when Relay is back, it gets entries again",
        seen="none came",
    )


@pytest.mark.check("behaviour.relay-times-out")
@pytest.mark.brief(
    "A connection to Relay waits `HTTP_TIMEOUT_SECONDS` at most.",
    "Please do not wait longer than `HTTP_TIMEOUT_SECONDS` for a",
    "No client function ever raises, whatever Relay does.",
    inputs="a Relay that neither takes nor refuses a connection, and a time-out of 0.15 s; a warning and a tick",
)
def test_a_silent_relay_costs_a_time_out(open_shop: OpenShop) -> None:
    for _ in range(TRIES):
        shop = open_shop(timeout_seconds=TIMEOUT_SECONDS, silent=("relay",))
        took = shop.slowest(partial(shop.say, "low", "bolt", "7"), shop.tick, virtual=False)
        if took <= ALLOWED_SECONDS:
            break
    expect(
        took <= ALLOWED_SECONDS,
        expected=f"with HTTP_TIMEOUT_SECONDS at {TIMEOUT_SECONDS:g} and a Relay that takes no connection, a call comes "
        "back soon",
        seen=f"a call took {took:.1f} s",
    )


@pytest.mark.check("behaviour.losses-apart")
@pytest.mark.brief(
    "Each destination has its own losses.",
    "They are counted and told for each apart, as stage 1 says:",
    "An entry is lost at Relay when no connection takes it.",
    inputs="one to three entries that find no Relay, with others that are not for it; then an entry, a tick or a stop",
)
@pytest.mark.parametrize(("lost", "how"), [(1, "say"), (3, "say"), (2, "tick"), (2, "stop")])
def test_losses_at_relay_are_told_to_relay(open_shop: OpenShop, lost: int, how: str) -> None:
    shop = open_shop(refusing=("relay",))
    said = shop.say_many(lost)
    said.append(shop.say("paid", "A-1", "5"))
    shop.tick(1.0)
    shop.settle()
    shop.subject.listen("relay")
    if how == "tick":
        shop.tick(1.0)
    elif how == "stop":
        shop.stop()
    why = f"after {lost} entries that found no Relay, and a {how}"
    if how != "say":
        shop.expect_frames()
        shop.expect_relay_told([lost], why)
    after = [shop.say("failed", "A-2", "no stock"), shop.say("low", "bolt", "7")]
    shop.settle()
    shop.expect_relayed(after, why)
    shop.expect_relay_told([lost], why)
    expect(
        shop.relay.entries[0].lost == lost,
        expected="the notice comes before the next entry",
        seen="it came after it",
    )
    shop.expect_arrived([*said, *after], why)
    shop.expect_told([], why)


@pytest.mark.check("behaviour.losses-apart")
@pytest.mark.brief(
    "Each destination has its own losses.",
    "They are counted and told for each apart, as stage 1 says:",
    inputs="three entries that Ledger refuses, with and without two before that found no Relay",
)
@pytest.mark.parametrize("both", [False, True])
def test_losses_at_ledger_are_told_to_ledger(open_shop: OpenShop, both: bool) -> None:
    shop = open_shop(refusing=("relay",) if both else ())
    before = shop.say_many(2)
    shop.settle()
    shop.ledger.fault = LOST
    for name in ("paid", "slow", "paid"):
        shop.say(name, "A-1", "5")
    shop.settle()
    shop.ledger.fault = None
    shop.subject.listen("relay")
    after = [shop.say("failed", "A-2", "no stock"), shop.say("low", "bolt", "7")]
    shop.settle()
    why = "after three entries that Ledger refused" + (", and two that found no Relay" if both else "")
    shop.expect_told([3], why)
    shop.expect_arrived([*before, *after], why)
    shop.expect_relay_told([2] if both else [], why)
    shop.expect_relayed(after if both else [*before, *after], why)
