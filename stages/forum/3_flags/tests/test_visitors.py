"""Visitors read and react, and do not write."""

from __future__ import annotations

import pytest
from forum_support.house import House, said, shown
from forum_support.kinds import Kinds
from kata.grader.toolkit import Raised, expect

VISITORS = ("~v", "~" + "x9" * 10, "~ann")


@pytest.mark.check("behaviour.visitors")
@pytest.mark.brief(
    "A visitor who posts or comments is not allowed to.",
    "The standing of a visitor is 0, so house rule 2 leaves visitors",
    "`reader` may be a visitor.",
    "A visitor has a name that begins with `~`",
    inputs="names of 1 and 20 characters after the ~, and one that a member has too",
)
def test_visitors_read_and_do_not_write(house: House, kinds: Kinds) -> None:
    discussion = house.post("ann")
    comment = house.comment("ben", discussion)
    for visitor in VISITORS:
        for call in (
            ("post", visitor, "Title", "Text"),
            ("comment", visitor, discussion, "Text"),
            ("comment", visitor, comment, "Text"),
            ("react", visitor, discussion, "down"),
        ):
            outcome = house.ask(*call)
            expect(
                isinstance(outcome, Raised) and kinds.is_not_allowed(outcome),
                expected=f"{shown(call[0], call[1:])} is not allowed",
                seen=f"it {said(outcome)}",
                outcome=outcome,
            )
        expect(
            house.standing(visitor) == 0,
            expected="the standing of a visitor is 0",
            seen=f"it is {house.standing(visitor)}",
        )
        expect(
            house.page(discussion, visitor) == house.page(discussion)
            and house.digest(5, visitor) == house.digest(5),
            expected="a visitor reads what everybody reads",
            seen="the page or the digest is another one",
        )


@pytest.mark.check("behaviour.visitors")
@pytest.mark.brief(
    "A visitor has a name that begins with `~`",
    inputs="a ~ alone, 21 characters after it, two of them, one inside",
)
def test_other_names_are_still_bad_input(house: House, kinds: Kinds) -> None:
    item = house.post("ann")
    for name in ("~", "~" + "x" * 21, "~~v", "v~", "~V", "~a b"):
        for call in (("react", name, item, "up"), ("standing", name), ("page", item, name)):
            outcome = house.ask(*call)
            expect(
                kinds.is_bad_input(outcome),
                expected=f"{shown(call[0], call[1:])} is bad input",
                seen=f"it {said(outcome)}",
                outcome=outcome,
            )


@pytest.mark.check("behaviour.visitors")
@pytest.mark.brief(
    "The vote of a visitor weighs one half.",
    "The score of an item is the sum of the weights of its votes, rounded toward zero.",
    inputs="one to four visitors' ups, with and without members' ups and downs",
)
def test_halves_add_up_and_round_toward_zero(house: House) -> None:
    house.give_standing("vera", "walt")
    item = house.post("zoe")
    for person, reaction, wanted in (
        ("~a", "up", 0),
        ("~b", "up", 1),
        ("~c", "up", 1),
        ("~c", "up", 1),
        ("ben", "up", 2),
        ("vera", "down", 1),
        ("walt", "down", 0),
        ("ben", "up", 0),
    ):
        house.react(person, item, reaction)
        _expect_score(house, item, wanted)
    other = house.post("zoe")
    house.react("vera", other, "down")
    house.react("~a", other)
    _expect_score(house, other, 0)
    house.react("walt", other, "down")
    _expect_score(house, other, -1)


@pytest.mark.check("behaviour.visitors")
@pytest.mark.brief(
    "It is rounded once for each item:",
    inputs="two items with one visitor's up each; a third with three",
)
def test_standing_and_digest_use_rounded_scores(house: House) -> None:
    first, second, third = house.post("zoe"), house.post("zoe"), house.post("zoe")
    for item in (first, second):
        house.react("~a", item)
    expect(
        house.standing("zoe") == 0,
        expected="two items with one visitor's up each give a standing of 0",
        seen=f"{house.standing('zoe')}",
    )
    for visitor in ("~a", "~b", "~c"):
        house.react(visitor, third)
    house.react("~b", first)
    expect(
        house.standing("zoe") == 2 and house.digest(10) == [first, third, second],
        expected="scores of 1, 0 and 1: a standing of 2, and the digest by rounded scores, equal ones oldest first",
        seen="a standing or an order by scores that were not rounded for each item",
    )


@pytest.mark.check("behaviour.visitors")
@pytest.mark.brief(
    "A visitor's flag counts whole, and among the three persons.",
    inputs="flags by two visitors and a member; by a visitor whose name is a moderator's behind the ~",
)
def test_flags_of_visitors_count_whole(house: House) -> None:
    discussion = house.post("ann")
    for flags, hidden in ((("~omar", "~a"), False), (("ben",), True)):
        for person in flags:
            house.react(person, discussion, "flag")
        row = house.row(discussion, discussion)
        expect(
            (row["text"] == "[hidden]") == hidden,
            expected=f"after {'three' if hidden else 'two'} flags, visitors' among them, the item is "
            f"{'hidden' if hidden else 'not hidden'}",
            seen=f"its text is {row['text']!r}",
        )


def _expect_score(house: House, item: str, wanted: int) -> None:
    seen = house.row(item, item)["score"]
    expect(
        seen == wanted and type(seen) is int,
        expected=f"a score of {wanted}: visitors' votes weigh one half, the sum is rounded toward zero",
        seen=f"{seen!r}",
    )
