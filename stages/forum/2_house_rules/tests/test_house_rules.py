"""Three house rules of the live forum, and the order of refusals."""

from __future__ import annotations

from typing import Any

import pytest
from forum_support.house import MINUTE, NOWHERE, House, said, shown
from forum_support.kinds import Kinds
from kata.grader.toolkit import Raised, Returned, expect

MOST = 5


@pytest.mark.check("behaviour.not-ones-own")
@pytest.mark.brief(
    "Nobody reacts to an item of their own.",
    "What a house rule refuses raises a third kind of trouble, *not allowed*.",
    "What a house rule refuses changes nothing.",
    inputs="an up and a down on one's own discussion and comment, by a person with a standing of 3, "
    "before and after others' votes",
)
@pytest.mark.parametrize("reaction", ["up", "down"])
def test_nobody_votes_on_what_is_their_own(house: House, kinds: Kinds, reaction: str) -> None:
    house.give_standing("ann", "ben", "cleo")
    discussion = house.post("ann")
    below = house.comment("ben", discussion)
    comment = house.comment("ann", below)
    for item in (discussion, comment):
        _expect_refused(house, kinds, discussion, "react", "ann", item, reaction)
    for voter, item in (("ann", below), ("cleo", discussion), ("cleo", comment)):
        house.react(voter, item, reaction)
    for item in (discussion, comment):
        _expect_refused(house, kinds, discussion, "react", "ann", item, reaction)


@pytest.mark.check("behaviour.down-needs-standing")
@pytest.mark.brief(
    '`"down"` needs a standing of 3 or more at that moment.',
    "What a house rule refuses raises a third kind of trouble, *not allowed*.",
    inputs="a down by a person with a standing of 0, 2, 3 and again 2, also where the same person voted up before",
)
def test_a_down_needs_a_standing_of_three(house: House, kinds: Kinds) -> None:
    targets = [house.post("zoe") for _ in range(4)]
    own, other = house.post("ann"), house.post("ann")
    house.give_standing("yann")
    _expect_refused(house, kinds, targets[0], "react", "ann", targets[0], "down")
    for voter, item in (("vera", own), ("walt", other)):
        house.react(voter, item)
    house.react("ann", targets[0], "up")
    for target in targets[:2]:
        _expect_refused(house, kinds, target, "react", "ann", target, "down")
    house.react("xenia", own)
    house.react("ann", targets[1], "down")
    expect(
        house.row(targets[1], targets[1])["score"] == -1,
        expected="with a standing of 3 a down counts",
        seen="the score of the item is as before",
    )
    house.react("yann", own, "down")
    _expect_refused(house, kinds, targets[2], "react", "ann", targets[2], "down")


@pytest.mark.check("behaviour.flood-stops")
@pytest.mark.brief(
    "A person writes at most 5 comments within any 60 seconds, in all threads together.",
    "A refused comment does not count among the 5.",
    "What a house rule refuses changes nothing.",
    inputs="six comments at once in two threads; one more 57 s and 63 s after the first",
)
def test_the_sixth_comment_within_a_minute_is_refused(house: House, kinds: Kinds) -> None:
    first, second = house.post("zoe"), house.post("zoe")
    house.subject.advance(MINUTE)
    for place in range(MOST):
        _expect_taken(house, "ann", (first, second)[place % 2], f"comment {place + 1} of 5 within 60 s")
    for item in (first, second):
        _expect_refused(house, kinds, first, "comment", "ann", item, "Once more.")
    house.subject.advance(57.0)
    _expect_refused(house, kinds, second, "comment", "ann", second, "Once more.")
    house.subject.advance(6.0)
    _expect_taken(
        house, "ann", second, "a comment when the five before are older than 60 s, though more were refused"
    )


@pytest.mark.check("behaviour.flood-stops")
@pytest.mark.brief(
    "A person writes at most 5 comments within any 60 seconds, in all threads together.",
    "Opening discussions is not limited.",
    inputs="five comments in 40 s, then one at 50 s and one at 70 s; others, and discussions, meanwhile",
)
def test_any_sixty_seconds_count_and_others_do_not(house: House, kinds: Kinds) -> None:
    discussion = house.post("zoe")
    house.subject.advance(MINUTE)
    _expect_taken(house, "ann", discussion, "the first comment")
    house.subject.advance(40.0)
    for place in range(4):
        _expect_taken(house, "ann", discussion, f"comment {place + 2} of 5 within 60 s")
    house.subject.advance(10.0)
    _expect_refused(house, kinds, discussion, "comment", "ann", discussion, "Once more.")
    _expect_taken(house, "ben", discussion, "another person's comment")
    for _ in range(7):
        house.post("ann")
    house.subject.advance(20.0)
    _expect_taken(house, "ann", discussion, "a comment 70 s after the first, with four within 60 s")
    _expect_refused(house, kinds, discussion, "comment", "ann", discussion, "Once more.")


@pytest.mark.check("behaviour.refusals-in-order")
@pytest.mark.brief(
    "Bad input is found first, then not found, then not allowed:",
    inputs="bad arguments on an unknown id and on one's own item; a down and a sixth comment on an unknown id",
)
def test_bad_input_comes_before_not_found_before_not_allowed(house: House, kinds: Kinds) -> None:
    own = house.post("ann")
    house.subject.advance(MINUTE)
    for _ in range(MOST):
        _expect_taken(house, "ann", own, "a comment")
    for call in (
        ("react", "", NOWHERE, "up"),
        ("react", "ann", NOWHERE, "sideways"),
        ("comment", "ann", NOWHERE, ""),
        ("comment", None, NOWHERE, "Text"),
        ("react", "ann", own, "sideways"),
        ("react", "ann", own, None),
        ("comment", "ann", own, "x" * 2001),
        ("comment", "ann", own, None),
    ):
        _expect_kind(house, call, kinds.is_bad_input(outcome := house.ask(*call)), "bad input", outcome)
    for call in (
        ("react", "ann", NOWHERE, "down"),
        ("react", "ann", NOWHERE, "up"),
        ("comment", "ann", NOWHERE, "Hm."),
    ):
        _expect_kind(house, call, kinds.is_not_found(outcome := house.ask(*call)), "not found", outcome)


def _expect_taken(house: House, person: str, item: str, what: str) -> None:
    outcome = house.ask("comment", person, item, "Well.")
    expect(
        isinstance(outcome, Returned),
        expected=f"{what} is taken",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )


def _expect_refused(house: House, kinds: Kinds, discussion: str, call: str, *arguments: Any) -> None:
    """Not allowed, and page and digest are as before."""
    before = house.readings([discussion], [])
    outcome = house.ask(call, *arguments)
    expect(
        isinstance(outcome, Raised),
        expected=f"{shown(call, arguments)} is not allowed",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    expect(
        kinds.is_not_allowed(outcome),
        expected=f"{shown(call, arguments)} raises the kind of error that a vote on one's own item raises",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    house.expect_same(before, f"{shown(call, arguments)} is not allowed and changes nothing")


def _expect_kind(house: House, call: tuple[Any, ...], holds: bool, kind: str, outcome: Any) -> None:
    expect(
        holds,
        expected=f"{shown(call[0], call[1:])} is {kind} before it is anything else",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
