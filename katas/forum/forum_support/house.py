"""A forum as the hidden tests use it: the live one behind the clients, or one that was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kata.grader.toolkit import Fake, Handle, Outcome, Raised, Returned, Subject, Unmet, expect

CALLS = {
    "post": "clients.site:post",
    "comment": "clients.site:comment",
    "react": "clients.site:react",
    "page": "clients.site:page",
    "digest": "clients.digest:digest",
    "standing": "clients.profile:standing",
}
KEYS = ("id", "by", "title", "text", "depth", "score", "comments")
MINUTE = 61.0
"""Seconds after which no comment counts any more, with one to spare."""
IN_A_ROW = 4
"""Comments after which a minute passes, so that no house rule of a later stage is met by accident."""
FRIENDS = ("friend1", "friend2", "friend3")
"""They give a person the standing that a down needs."""
NOWHERE = "no-such-item"

Row = dict[str, Any]


@dataclass(frozen=True)
class Readings:
    """Pages, digest and standings at one moment."""

    discussions: tuple[str, ...]
    people: tuple[str, ...]
    pages: list[list[Row]]
    digest: list[str]
    standings: list[int]

    def difference(self, now: Readings) -> str:
        """The first thing that reads differently now, in words."""
        for old, new in zip(self.pages, now.pages, strict=True):
            if len(old) != len(new):
                return f"a page has {len(new)} rows instead of {len(old)}"
            for was, row in zip(old, new, strict=True):
                for key in KEYS:
                    if was[key] != row[key]:
                        return f"the {key!r} of a row is {_short(row[key])} instead of {_short(was[key])}"
        for person, before, after in zip(self.people, self.standings, now.standings, strict=True):
            if before != after:
                return f"the standing of {person} is {after} instead of {before}"
        if self.digest != now.digest:
            return f"the digest is {_short(now.digest)} instead of {_short(self.digest)}"
        return "nothing is different"


class House:
    """Six calls. `ask` says what came of one; the others want it to come back."""

    def __init__(self, subject: Subject, made: Handle | None = None) -> None:
        self.subject = subject
        self._made = made
        self._comments = 0

    def ask(self, call: str, *arguments: Any) -> Outcome:
        """What came of a call."""
        if self._made is None:
            return self.subject.call(CALLS[call], *arguments)
        return self.subject.call_method(self._made, call, *arguments)

    def give(self, call: str, *arguments: Any) -> Any:
        """What a call that must work returned; raises Unmet when it raised."""
        outcome = self.ask(call, *arguments)
        if isinstance(outcome, Returned):
            return outcome.value
        raise Unmet(f"{shown(call, arguments)} works", f"it {said(outcome)}", outcome=outcome)

    def post(self, person: str, title: str = "A question", text: str = "Who knows?") -> str:
        return self._item(self.give("post", person, title, text), "post")

    def comment(self, person: str, item: str, text: str = "I do.") -> str:
        """A comment; a minute passes often enough for no house rule to count."""
        self._comments += 1
        if self._comments % IN_A_ROW == 0:
            self.subject.advance(MINUTE)
        return self._item(self.give("comment", person, item, text), "comment")

    def react(self, person: str, item: str, reaction: str = "up") -> None:
        self.give("react", person, item, reaction)

    def page(self, discussion: str, reader: str | None = None) -> list[Row]:
        """The rows of a discussion; raises Unmet when they are not rows."""
        rows = self.give("page", discussion, reader)
        expect(
            isinstance(rows, list)
            and bool(rows)
            and all(isinstance(row, dict) and sorted(row) == sorted(KEYS) for row in rows),
            expected=f"page returns a list of rows, each with the keys {', '.join(KEYS)}",
            seen=f"it returned {_short(rows)}",
        )
        return list(rows)

    def row(self, discussion: str, item: str, reader: str | None = None) -> Row:
        """The row of one item."""
        rows = [row for row in self.page(discussion, reader) if row["id"] == item]
        expect(len(rows) == 1, expected="each item has one row in its page", seen=f"it has {len(rows)}")
        return rows[0]

    def digest(self, count: int = 1000, reader: str | None = None) -> list[str]:
        found = self.give("digest", reader, count)
        expect(
            isinstance(found, list),
            expected="digest returns a list of ids",
            seen=f"it returned {_short(found)}",
        )
        return list(found)

    def standing(self, person: str) -> int:
        found = self.give("standing", person)
        expect(
            type(found) is int,
            expected="standing returns a whole number",
            seen=f"it returned {_short(found)}",
        )
        return int(found)

    def give_standing(self, *people: str) -> None:
        """Gives each a standing of 3, by three others, so that they may vote down."""
        for person in people:
            item = self.post(person, "About me", "Vote for me.")
            for friend in FRIENDS:
                self.react(friend, item)

    def readings(self, discussions: Sequence[str], people: Sequence[str]) -> Readings:
        """All that can be read now of these discussions and people, to be compared."""
        return Readings(
            tuple(discussions),
            tuple(people),
            [self.page(each) for each in discussions],
            self.digest(),
            [self.standing(each) for each in people],
        )

    def expect_same(self, before: Readings, expected: str, when: str = "after it") -> None:
        """Raises Unmet, with the first difference, when something reads differently now."""
        now = self.readings(before.discussions, before.people)
        expect(now == before, expected=expected, seen=f"{when}, {before.difference(now)}")

    def _item(self, found: Any, call: str) -> str:
        expect(
            isinstance(found, str) and bool(found),
            expected=f"{call} returns an id, which is a text",
            seen=f"it returned {_short(found)}",
        )
        return str(found)


class Policy:
    """A rule, a weight or a rank of a test's own: a fake that remembers what it was asked."""

    def __init__(self, method: str, answer: Any) -> None:
        self.asked: list[Any] = []
        self._answer = answer
        self.fake = Fake({method: self._called})

    def _called(self, *arguments: Any, **named: Any) -> Any:
        self.asked.append(arguments[0] if len(arguments) == 1 else arguments)
        return self._answer(*arguments, **named) if callable(self._answer) else self._answer


def weight_one(_person: str, reaction: str) -> int:
    """Votes as everybody counts them."""
    return 1 if reaction == "up" else -1


def make(
    subject: Subject,
    rules: Sequence[Policy] = (),
    weigh: Policy | None = None,
    rank: Policy | None = None,
) -> House:
    """A forum from `make_forum`; raises Unmet when none comes back."""
    weigh = weigh or Policy("weight", weight_one)
    rank = rank or Policy("rank", 0)
    outcome = subject.call("forum:make_forum", [rule.fake for rule in rules], weigh.fake, rank.fake)
    expect(
        isinstance(outcome, Returned) and isinstance(outcome.value, Handle),
        expected="make_forum(rules, weigh, rank) returns a forum",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    assert isinstance(outcome, Returned)
    return House(subject, outcome.value)


def said(outcome: Outcome) -> str:
    """An outcome in words."""
    if isinstance(outcome, Raised):
        return f"raised {outcome.type.rpartition('.')[2]}"
    return f"returned {_short(outcome.value)}"


def shown(call: str, arguments: Sequence[Any]) -> str:
    """A call as one would write it."""
    return f"{call}({', '.join(_short(each) for each in arguments)})"


def _short(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}…"
