"""Logs that make_log makes, and destinations that are handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from kata.grader.toolkit import Fake, FakeError, Handle, Outcome, Raised, Returned, Subject, Unmet, expect

from logs_support.ledger import LEVELS, NOTICE, wrong_entry
from logs_support.shop import Said, shown

FACTORY = "logs:make_log"
Rule = Mapping[str, Any]
Entries = list[dict[str, str]]


class Destination(Fake):
    """A destination that keeps what it gets, call by call, or raises. `missed` are the calls in which it raised.

    It has the methods `also`, too, which no log may call; `heard` are those that were called.
    """

    def __init__(self, also: Sequence[str] = ()) -> None:
        super().__init__({"write": self._write, **{name: partial(self._hear, name) for name in also}})
        self.heard: list[str] = []
        self.raises = False
        self.calls: list[Entries] = []
        self.missed: list[Entries] = []

    @property
    def entries(self) -> Entries:
        """All that was taken and is no notice, in order."""
        return [each for call in self.calls for each in call if lost_in(each) is None]

    @property
    def notices(self) -> list[int]:
        """The numbers that were told."""
        return [number for call in self.calls for each in call if (number := lost_in(each)) is not None]

    def _hear(self, name: str, *_arguments: Any, **_named: Any) -> None:
        self.heard.append(name)

    def _write(self, *arguments: Any, **named: Any) -> None:
        entries = arguments[0] if len(arguments) == 1 and not named else None
        if not isinstance(entries, (list, tuple)):
            raise Unmet("write gets one argument, a list of entries", "it got something else")
        wrong = next((words for each in entries if (words := wrong_entry(each))), "")
        expect(not wrong, expected="write gets entries as docs/ledger.md says", seen=f"it got {wrong}")
        if self.raises:
            self.missed.append(list(entries))
            raise FakeError("away", "the destination is away")
        self.calls.append(list(entries))


class MadeLog:
    """A log of some routes. Each of its calls must come back."""

    def __init__(self, subject: Subject, routes: Sequence[tuple[Rule, Fake | MadeLog]]) -> None:
        self.subject = subject
        made = try_to_make(subject, routes)
        if not isinstance(made, Returned) or not isinstance(made.value, Handle):
            raise Unmet("make_log(routes) returns a log", f"it {came_to(made)}", outcome=made)
        self.handle: Handle = made.value

    def log(self, level: str, logger: str, message: str) -> Said:
        self.call("log", level, logger, message)
        return level, logger, message

    def write(self, entries: Entries) -> None:
        self.call("write", entries)

    def call(self, name: str, *arguments: Any) -> None:
        outcome = self.subject.call_method(self.handle, name, *arguments)
        if isinstance(outcome, Raised):
            raise Unmet(f"{name} of a made log does not raise", f"it {came_to(outcome)}", outcome=outcome)


def try_to_make(subject: Subject, routes: Sequence[tuple[Rule, Fake | MadeLog]]) -> Outcome:
    """What make_log came to."""
    handed = [
        (dict(rule), destination.handle if isinstance(destination, MadeLog) else destination)
        for rule, destination in routes
    ]
    return subject.call(FACTORY, handed)


def lets_through(rule: Rule, entry: Mapping[str, str]) -> bool:
    """What the brief says of a rule."""
    pattern = rule.get("logger", "*")
    known = entry["logger"].startswith(pattern[:-1]) if pattern.endswith("*") else entry["logger"] == pattern
    return known and LEVELS.index(entry["level"]) >= LEVELS.index(rule.get("level", "DEBUG"))


def entry(level: str, logger: str, message: str, at: str = "2026-11-22T10:00:00.123Z") -> dict[str, str]:
    return {"at": at, "level": level, "logger": logger, "message": message}


def lost_in(each: Mapping[str, str]) -> int | None:
    """The number of a notice; None for another entry."""
    found = NOTICE.fullmatch(each["message"])
    return int(found[1]) if found and (each["level"], each["logger"]) == ("WARNING", "logs") else None


def said_in(entries: Sequence[Mapping[str, str]]) -> list[Said]:
    return [(each["level"], each["logger"], each["message"]) for each in entries]


def few(entries: Sequence[Mapping[str, str]]) -> str:
    """The first of some entries, in words."""
    return ", ".join(shown(each) for each in said_in(entries[:3])) or "nothing"


def came_to(outcome: Outcome) -> str:
    if isinstance(outcome, Raised):
        return f"raised {outcome.type.removeprefix('builtins.')}"
    return "returned something else"
