"""Flags hide items, and change nothing else."""

from __future__ import annotations

import pytest
from forum_support.house import FRIENDS, House, Row, said, shown
from forum_support.kinds import Kinds
from kata.grader.toolkit import Raised, expect

MODERATORS = ("frida", "omar")
FLAGGERS = ("vera", "walt", "xenia")
HIDDEN = "[hidden]"


class Thread:
    """A discussion of Ann's, a comment of Ben's below it and one of Cleo's below that, each with votes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.discussion = house.post("ann", "The title", "The text")
        self.comment = house.comment("ben", self.discussion, "First")
        self.below = house.comment("cleo", self.comment, "Second")
        for friend in FRIENDS:
            for item in (self.discussion, self.comment, self.below):
                house.react(friend, item)

    def row(self, item: str, reader: str | None = None) -> Row:
        return self.house.row(self.discussion, item, reader)

    def flag(self, item: str, *people: str) -> None:
        for person in people:
            self.house.react(person, item, "flag")


@pytest.fixture
def thread(house: House) -> Thread:
    return Thread(house)


@pytest.mark.check("behaviour.flag-hides")
@pytest.mark.brief(
    "An item is *hidden* for good once three different persons have flagged it",
    "A person flags an item once:",
    inputs="flags by two persons, again by the same two, then by a third; on a discussion and on a comment",
)
@pytest.mark.parametrize("which", ["discussion", "comment"])
def test_the_third_person_hides(thread: Thread, which: str) -> None:
    item = getattr(thread, which)
    thread.flag(item, "vera", "walt", "vera", "walt", "vera")
    _expect_hidden(thread, item, False, "five flags of two persons")
    thread.flag(item, "xenia")
    _expect_hidden(thread, item, True, "flags of three persons")


@pytest.mark.check("behaviour.flag-hides")
@pytest.mark.brief(
    "An item is *hidden* for good once three different persons have flagged it",
    "The kata has replaced `settings.py`:",
    inputs="one flag of each moderator, and one of another person; hidden still after some calls",
)
@pytest.mark.parametrize("moderator", MODERATORS)
def test_one_moderator_hides(thread: Thread, moderator: str) -> None:
    thread.flag(thread.below, "vera")
    _expect_hidden(thread, thread.below, False, "the flag of one person")
    thread.flag(thread.comment, moderator)
    _expect_hidden(thread, thread.comment, True, "the flag of a moderator")
    thread.house.react("yann", thread.below)
    thread.house.comment("yann", thread.discussion)
    _expect_hidden(thread, thread.comment, True, "the flag of a moderator, some calls ago")


@pytest.mark.check("behaviour.flag-hides")
@pytest.mark.brief(
    "House rule 1 holds for flags too.",
    inputs="a flag on one's own discussion and comment, by a moderator too",
)
def test_nobody_flags_what_is_their_own(thread: Thread, kinds: Kinds) -> None:
    own = thread.house.comment("omar", thread.discussion)
    for person, item in (("ann", thread.discussion), ("ben", thread.comment), ("omar", own)):
        _expect_not_allowed(thread.house, kinds, ("react", person, item, "flag"))


@pytest.mark.check("behaviour.flag-is-no-vote")
@pytest.mark.brief(
    "A flag does not touch the person's vote on the item, and a vote does not touch the flag.",
    '`"flag"` is a reaction of its own.',
    inputs="flags before and after votes of the same persons, with scores, standings and the digest",
)
def test_flags_and_votes_stand_side_by_side(thread: Thread) -> None:
    house = thread.house
    house.react("vera", thread.comment)
    before = house.readings([thread.discussion], ["ann", "ben", "cleo", "vera"])
    thread.flag(thread.comment, "vera", "walt", "vera")
    house.expect_same(before, "two flags change no score, no standing and no page", "after them")
    house.react("walt", thread.comment)
    expect(
        thread.row(thread.comment)["score"] == 5,
        expected="a vote counts after a flag of the same person: a score of 5",
        seen=f"{thread.row(thread.comment)['score']}",
    )
    thread.flag(thread.comment, "xenia")
    _expect_hidden(
        thread, thread.comment, True, "flags of three persons, two of whom have voted since or before"
    )


@pytest.mark.check("behaviour.flag-is-no-vote")
@pytest.mark.brief(
    "A flag does not touch the person's vote on the item, and a vote does not touch the flag.",
    inputs="two visitors' ups, and a flag of one of them",
)
def test_a_visitors_flag_leaves_the_visitors_vote(thread: Thread) -> None:
    for visitor in ("~a", "~b"):
        thread.house.react(visitor, thread.comment)
    before = thread.row(thread.comment)["score"]
    thread.flag(thread.comment, "~a")
    after = thread.row(thread.comment)["score"]
    expect(
        after == before,
        expected=f"a score of {before} with two visitors' ups, also after the flag of one of them",
        seen=f"a score of {after}",
    )


@pytest.mark.check("behaviour.hidden-row")
@pytest.mark.brief(
    "A hidden row keeps `id`, `depth` and `comments`.",
    'Its `text` is `"[hidden]"`',
    inputs="a hidden discussion, comment and last comment of a thread, read by nobody and by a person",
)
@pytest.mark.parametrize("which", ["discussion", "comment", "below"])
@pytest.mark.parametrize("reader", [None, "yann"])
def test_a_hidden_row_keeps_the_shape_of_the_thread(thread: Thread, which: str, reader: str | None) -> None:
    item = getattr(thread, which)
    before = thread.house.page(thread.discussion, reader)
    thread.flag(item, *FLAGGERS)
    title = HIDDEN if which == "discussion" else ""
    hidden = {"by": "", "title": title, "text": HIDDEN, "score": 0}
    wanted = [{**row, **hidden} if row["id"] == item else row for row in before]
    seen = thread.house.page(thread.discussion, reader)
    expect(
        [row["id"] for row in seen] == [row["id"] for row in wanted],
        expected="the page has the same rows in the same order when one of them is hidden",
        seen=f"{len(seen)} rows instead of {len(wanted)}, or another order",
    )
    for row, want in zip(seen, wanted, strict=True):
        what = (
            f"the hidden {which if which != 'below' else 'comment'}"
            if row["id"] == item
            else "a row that is not hidden"
        )
        wrong = [key for key in want if row[key] != want[key]]
        expect(
            not wrong,
            expected=f"{what} with {', '.join(f'{key} {want[key]!r}' for key in wrong if key != 'id')}",
            seen=", ".join(f"{key} {row[key]!r}" for key in wrong if key != "id"),
        )


@pytest.mark.check("behaviour.seen-by-authors-and-moderators")
@pytest.mark.brief(
    "The author of a hidden item and every moderator see its row as ever.",
    "All others see the hidden row, and so does `None`.",
    inputs="a hidden comment read by its author, both moderators, those who flagged it, other authors, nobody, "
    "and visitors whose names are the author's and a moderator's behind the ~",
)
def test_authors_and_moderators_see_the_row(thread: Thread) -> None:
    before = thread.row(thread.comment)
    thread.flag(thread.comment, *FLAGGERS)
    for reader in ("ben", *MODERATORS):
        expect(
            thread.row(thread.comment, reader) == before,
            expected=f"{reader}, {'its author' if reader == 'ben' else 'a moderator'}, sees the row as ever",
            seen="the row is another one",
        )
    for other in (None, "ann", "cleo", "vera", "yann", "~ben", "~omar"):
        expect(
            thread.row(thread.comment, other)["text"] == HIDDEN,
            expected=f"a reader who is neither author nor moderator ({other or 'None'}) sees {HIDDEN!r}",
            seen="the text is shown",
        )


@pytest.mark.check("behaviour.hidden-counts-nothing")
@pytest.mark.brief(
    "The score of a hidden item no longer counts for anybody's standing:",
    "A hidden discussion is in nobody's digest.",
    inputs="a hidden discussion and a hidden comment with votes from before, other items of the same authors",
)
def test_what_is_hidden_counts_for_nobody(thread: Thread) -> None:
    house = thread.house
    other = house.post("ann")
    house.react("yann", other)
    last = house.post("zoe")
    thread.flag(thread.comment, *FLAGGERS)
    thread.flag(thread.discussion, "omar")
    for person, wanted in (("ann", 1), ("ben", 0), ("cleo", 3)):
        seen = house.standing(person)
        expect(
            seen == wanted,
            expected=f"a standing of {wanted}: hidden items count nothing, and all others do",
            seen=f"{seen}",
        )
    for reader in (None, "ann", "omar"):
        expect(
            house.digest(10, reader) == [other, last] and house.digest(1, reader) == [other],
            expected="a digest of the discussions that are not hidden, whoever reads",
            seen=f"{len(house.digest(10, reader))} ids instead of 2"
            if len(house.digest(10, reader)) != 2
            else "other ids, or another order",
        )


@pytest.mark.check("behaviour.hidden-counts-nothing")
@pytest.mark.brief(
    "The score of a hidden item no longer counts for anybody's standing:",
    inputs="a person whose only voted item is hidden, and who votes down then",
)
def test_who_lost_standing_cannot_vote_down(thread: Thread, kinds: Kinds) -> None:
    thread.house.react("ben", thread.below, "down")
    target = thread.house.post("zoe")
    thread.flag(thread.comment, "frida")
    _expect_not_allowed(thread.house, kinds, ("react", "ben", target, "down"))


@pytest.mark.check("behaviour.hidden-is-closed")
@pytest.mark.brief(
    "Nobody may react to a hidden item or comment on it:",
    "What was said below it stays open and visible",
    inputs="up, flag and comments on a hidden comment and a hidden discussion by others; the same below them",
)
@pytest.mark.parametrize("which", ["discussion", "comment"])
def test_a_hidden_item_is_closed_and_the_rest_is_open(thread: Thread, kinds: Kinds, which: str) -> None:
    item = getattr(thread, which)
    thread.flag(item, *FLAGGERS)
    for call in (
        ("react", "yann", item, "up"),
        ("react", "yann", item, "flag"),
        ("react", "frida", item, "up"),
        *[("comment", "yann", item, "Hm.")] * 5,
        ("comment", "omar", item, "Hm."),
    ):
        _expect_not_allowed(thread.house, kinds, call)
    thread.house.react("yann", thread.below)
    answer = thread.house.comment("yann", thread.below)
    expect(
        thread.row(thread.below)["score"] == 4 and thread.row(answer)["by"] == "yann",
        expected="below a hidden item votes and comments still work",
        seen="the vote or the comment is not there",
    )


def _expect_hidden(thread: Thread, item: str, hidden: bool, after: str) -> None:
    row = thread.row(item)
    expect(
        (row["text"] == HIDDEN) == hidden,
        expected=f"after {after} the item is {'hidden' if hidden else 'not hidden'}",
        seen=f"its text is {'shown' if row['text'] != HIDDEN else HIDDEN}",
    )


def _expect_not_allowed(house: House, kinds: Kinds, call: tuple[str, ...]) -> None:
    outcome = house.ask(*call)
    expect(
        isinstance(outcome, Raised) and kinds.is_not_allowed(outcome),
        expected=f"{shown(call[0], call[1:])} is not allowed",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
