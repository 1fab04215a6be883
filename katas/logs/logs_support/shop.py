"""The shop: a running submission, its client functions, and what came to the services outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kata.grader.toolkit import Lines, Raised, Subject, Unmet, expect

from logs_support.ledger import LEVELS, Entry, Fault, Ledger, status
from logs_support.relay import Relay, masked

AMPLE_SECONDS = 30.0
"""HTTP_TIMEOUT_SECONDS where time-outs are not the subject: no slow machine gets near it."""
RELAY_FROM_STAGE = 2
BATCHES_FROM_STAGE = 3
STARTS_AT = 1_795_600_000.5
"""The moment at which every submission starts, in seconds since 1970: in November 2026."""
PATIENCE = 6.0
"""Seconds after which nothing waits any more: more than the five that an entry may wait."""
RINGS = ("WARNING", "ERROR")
"""Levels for Relay."""
LOST = status(400)
"""What makes a loss at every stage."""
SHOWN = 3
"""Entries that a finding names."""
Said = tuple[str, str, str]
"""Level, logger and message."""


@dataclass(frozen=True)
class ClientFunction:
    """What an application calls."""

    target: str
    level: str
    logger: str
    sentence: str

    def said(self, *texts: str) -> Said:
        """What must arrive for these arguments."""
        first, *rest = self.sentence.split("{}")
        return self.level, self.logger, first + "".join(t + r for t, r in zip(texts, rest, strict=True))


CLIENTS = {
    "paid": ClientFunction("clients.checkout:paid", "INFO", "checkout", "order {} paid: {}"),
    "failed": ClientFunction("clients.checkout:failed", "ERROR", "checkout", "order {} failed: {}"),
    "low": ClientFunction("clients.stock:low", "WARNING", "stock", "{}: {} left"),
    "slow": ClientFunction("clients.search:slow", "DEBUG", "search", "{}: {} s"),
}
MODULES = ("clients.checkout", "clients.stock", "clients.search", "clients.schedule")


class Launch(Protocol):
    """The toolkit's fixture: starts the submission in a fresh process."""

    def __call__(self, wires: Any, environment: Any, **options: Any) -> Subject: ...


class Shop:
    """One launched submission. Every client function must come back."""

    def __init__(
        self,
        launch: Launch,
        stage: int,
        *,
        level: str = "DEBUG",
        timeout_seconds: float = AMPLE_SECONDS,
        refusing: Sequence[str] = (),
        silent: Sequence[str] = (),
        zone: str = "",
        loaded: bool = True,
    ) -> None:
        self.stage = stage
        self.paused: list[Said] = []
        self.not_none = ""
        """A client function that returned something."""
        self.ledger = Ledger(token="kettle-77-blue")
        self.relay = Relay(hostname="shop-9.example")
        environment = {
            "LEDGER_URL": "{ledger}",
            "LEDGER_TOKEN": self.ledger.token,
            "LOG_LEVEL": level,
            "HTTP_TIMEOUT_SECONDS": f"{timeout_seconds:g}",
        }
        wires: dict[str, Any] = {"ledger": self.ledger}
        if stage >= RELAY_FROM_STAGE:
            wires["relay"] = Lines(self.relay.on_line, self.relay.cut)
            environment |= {
                "RELAY_HOST": "{relay.host}",
                "RELAY_PORT": "{relay.port}",
                "LOG_HOSTNAME": self.relay.hostname,
            }
        if zone:
            environment["TZ"] = zone
        self.subject = launch(wires, environment, starts_at=STARTS_AT)
        self._wires = tuple(wires)
        for name in refusing:
            self.subject.refuse(name)
        for name in silent:
            self.subject.silence(name)
        if loaded:
            for module in MODULES:  # only one check asks what that sends; where it fails, each call tells so
                self.subject.load(module)
            self.forget()

    def load(self) -> None:
        """Imports the clients, which must work."""
        for module in MODULES:
            outcome = self.subject.load(module)
            if isinstance(outcome, Raised):
                raise Unmet(f"{module} can be imported", "importing it raised an error", outcome=outcome)

    @property
    def epoch(self) -> float:
        """The moment, in seconds since 1970."""
        return STARTS_AT + self.subject.now

    @property
    def waits(self) -> bool:
        """Whether entries for Ledger may wait."""
        return self.stage >= BATCHES_FROM_STAGE

    def say(self, name: str, *texts: str) -> Said:
        """Calls a client function; what it said."""
        function = CLIENTS[name]
        self._call(function.target, *texts)
        return function.said(*texts)

    def say_many(self, count: int, name: str = "low", what: str = "bolt") -> list[Said]:
        """Calls one client function so often, with numbered texts."""
        return [self.say(name, f"{what}-{number}", "7") for number in range(1, count + 1)]

    @property
    def sent(self) -> int:
        """Requests to Ledger so far."""
        return len(self.ledger.batches)

    def tick(self, after: float = 0.0) -> None:
        """The scheduler's tick, some seconds later."""
        if after:
            self.subject.advance(after)
        self._call("clients.schedule:tick")

    def stop(self) -> None:
        self._call("clients.schedule:stop")

    def slowest(self, *calls: Callable[[], object], virtual: bool = True) -> float:
        """The seconds of the longest of these calls, ten seconds apart: real ones and, with `virtual`, those too."""
        longest = 0.0
        for call in calls:
            self.subject.advance(10.0)
            began, now = time.monotonic(), self.subject.now
            call()
            longest = max(longest, time.monotonic() - began + virtual * (self.subject.now - now))
        return longest

    def settle(self) -> None:
        """All that may wait has come: an entry, and then a notice of its loss."""
        if self.waits:
            self.tick(PATIENCE)
            self.tick(PATIENCE)

    def go_away(self) -> None:
        """Nothing outside takes a connection, until `come_back`."""
        for name in self._wires:
            self.subject.refuse(name)

    def come_back(self) -> None:
        for name in self._wires:
            self.subject.listen(name)

    def forget(self) -> None:
        """Looks only at what comes from now on."""
        self.ledger.batches.clear()
        self.ledger.wrong.clear()
        self.relay.entries.clear()
        self.relay.wrong.clear()
        self.subject.forget()

    def lose(self, count: int, name: str = "low") -> None:
        """So many entries are lost at Ledger, which is well again then."""
        self.ledger.fault = LOST
        self.say_many(count, name, "lost")
        self.settle()
        self.ledger.fault = None

    def refuse_for_good(self, code: int = 400) -> None:
        """From now on what is sent is lost."""
        self.ledger.fault = status(code)

    def begin_pause(self, seconds: int | None, code: int = 503, name: str = "failed") -> None:
        """One entry that waits meets an answer which asks to come back; `paused` is what was said."""
        self.ledger.fault = status(code, {} if seconds is None else {"Retry-After": str(seconds)})
        self.paused = [self.say(name, "first", "7")]
        if name != "failed":
            self.tick(PATIENCE)

    def expect_arrived(self, wanted: Sequence[Said], why: str, missing: str = "") -> None:
        """Ledger took just these entries, in this order; notices aside."""
        self.expect_clean()
        expect_said(plain(self.ledger.taken), wanted, "Ledger", why, missing)

    def expect_clean(self) -> None:
        """All requests were as the guide says."""
        wrong = self.ledger.wrong
        expect(
            not wrong,
            expected="each request to Ledger is as docs/ledger.md says",
            seen=f"Ledger got {wrong[0] if wrong else ''}",
        )

    def expect_relayed(self, wanted: Sequence[Said], why: str) -> None:
        """Relay got just these of what was said, masked, in this order; notices aside. Below WARNING nothing comes."""
        if self.stage < RELAY_FROM_STAGE:
            return
        self.expect_frames()
        rung = [(level, logger, masked(text)) for level, logger, text in wanted if level in RINGS]
        expect_said(plain(self.relay.entries), rung, "Relay", why, "nothing has reached Relay")

    def expect_frames(self) -> None:
        """All that came to Relay was as its guide says."""
        wrong = list(self.relay.wrong)
        if self.subject.unfinished("relay"):
            wrong.append("a frame with fewer octets than its MSG-LEN says")
        expect(
            not wrong,
            expected="each frame to Relay is as docs/relay.md says",
            seen=f"Relay got {wrong[0] if wrong else ''}",
        )

    def expect_relay_told(self, wanted: Sequence[int], why: str) -> None:
        """Relay took just these notices."""
        expect_numbers(self.relay.entries, wanted, "Relay", why)

    def expect_silence(self, why: str) -> None:
        """Nothing has gone out."""
        sent = len(self.subject.requests) + len(self.subject.lines)
        expect(not sent, expected=why, seen="something came")

    def expect_told(self, wanted: Sequence[int], why: str) -> None:
        """Ledger took just these notices."""
        expect_numbers(self.ledger.taken, wanted, "Ledger", why)

    def _call(self, target: str, *texts: str) -> None:
        name = target.rpartition(":")[2]
        outcome = self.subject.call(target, *texts)
        if isinstance(outcome, Raised):
            raise Unmet(
                f"{name} never raises{self._now()}",
                f"it raised {outcome.type.removeprefix('builtins.')}",
                outcome=outcome,
            )
        if outcome.value is not None:
            self.not_none = name

    def _now(self) -> str:
        fault = self.ledger.fault
        return f", also when Ledger {fault.words}" if fault else ""


def fault_words(fault: Fault | None) -> str:
    """How Ledger is, in words."""
    return f"Ledger {fault.words}" if fault else "Ledger is well"


def plain(entries: Iterable[Entry]) -> list[Entry]:
    """Those that are no notices."""
    return [entry for entry in entries if entry.lost is None]


def expect_said(
    entries: Sequence[Entry], wanted: Sequence[Said], who: str, why: str, missing: str = ""
) -> None:
    """A service got just these, in this order."""
    seen = [entry.said for entry in entries]
    if seen == list(wanted):
        return
    if not seen:
        found = "none has come"
    elif sorted(seen) == sorted(wanted):
        found = "they came in another order"
    else:
        place = next(
            (p for p, pair in enumerate(zip(seen, wanted, strict=False)) if pair[0] != pair[1]), None
        )
        number = min(len(seen), len(wanted)) if place is None else place
        found = f"{len(seen)} came"
        if number < len(seen):
            found += f", and number {number + 1} is {shown(seen[number])}"
    expect(
        False,
        expected=f"{why}: {who} gets {counted(wanted)}",
        seen=found,
        missing="" if seen else missing,
    )


def expect_numbers(entries: Sequence[Entry], wanted: Sequence[int], who: str, why: str) -> None:
    """A service got just these notices, whatever else."""
    seen = [entry.lost for entry in entries if entry.lost is not None]
    expect(
        seen == list(wanted),
        expected=f"{why}: {who} is told {_notices(wanted)}",
        seen=f"it was told {_notices(seen)}",
    )


def counted(said: Sequence[Said]) -> str:
    """How many entries, and the first of them."""
    if not said:
        return "no entry"
    few = ", ".join(shown(each) for each in said[:SHOWN])
    return (
        f"{len(said)} {'entry' if len(said) == 1 else 'entries'} ({few}{', …' if len(said) > SHOWN else ''})"
    )


def shown(said: Said) -> str:
    """An entry in one line."""
    level, logger, message = said
    words = repr(message)
    return f"{level} {logger} {words if len(words) <= 40 else words[:39] + '…'}"


def _notices(numbers: Sequence[Any]) -> str:
    return " and ".join(f'"{number} entries lost"' for number in numbers) or "of no loss"


def at_or_above(level: str) -> list[str]:
    """The levels that are let through."""
    return list(LEVELS[LEVELS.index(level) :])
