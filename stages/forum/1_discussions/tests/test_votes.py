"""Reactions, scores, the digest and standings."""

from __future__ import annotations

import pytest
from forum_support.house import House
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect

VOTERS = ("vera", "walt", "xenia")
votes = st.lists(
    st.tuples(st.sampled_from(VOTERS), st.integers(0, 2), st.sampled_from(["up", "down"])), max_size=12
)


@pytest.mark.check("behaviour.one-vote-each")
@pytest.mark.brief(
    'A reaction is `"up"` or `"down"`.',
    "A person has at most one reaction on an item:",
    "The score of an item is its ups minus its downs.",
    "| `score` |",
    "| `clients/site.py`: `react(person, item, reaction)` |",
    inputs="up to 12 reactions of three persons to a discussion and two comments of others, in any order",
)
@given(given_votes=votes)
@example(
    given_votes=[
        *((person, item, "up") for person in VOTERS for item in range(3)),
        *(
            (VOTERS[0], item, reaction)
            for item, reaction in ((0, "up"), (1, "down"), (1, "down"), (2, "down"), (2, "up"))
        ),
    ]
)
@examples(25)
def test_the_last_vote_of_each_person_counts(house: House, given_votes: list[tuple[str, int, str]]) -> None:
    house.give_standing(*VOTERS)
    discussion = house.post("ann")
    first = house.comment("ben", discussion)
    items = [discussion, first, house.comment("cleo", first)]
    last: dict[tuple[str, int], int] = {}
    for person, item, reaction in given_votes:
        returned = house.give("react", person, items[item], reaction)
        expect(returned is None, expected="react returns nothing", seen=f"it returned {returned!r}")
        last[person, item] = 1 if reaction == "up" else -1
    wanted = [sum(vote for (_, item), vote in last.items() if item == place) for place in range(3)]
    seen = [row["score"] for row in house.page(discussion)]
    expect(
        seen == wanted,
        expected=f"scores {wanted}: a person has one vote on an item, and the last one counts",
        seen=f"{seen}",
    )


@pytest.mark.check("behaviour.digest-order")
@pytest.mark.brief(
    "`digest` gives at most `count` ids of discussions, the best score first, equal ones oldest first.",
    "`count` is 0 or more.",
    "| `clients/digest.py`: `digest(reader, count)` |",
    inputs="twelve discussions with scores from -1 to 3, some equal, asked for 0 to all and more",
)
def test_the_best_discussions_come_first(house: House) -> None:
    house.give_standing("vera")
    before = house.digest()
    scores = [0, 2, -1, 1, 2, 0, 3, 1, 0, 2, 0, 1]
    items = []
    for score in scores:
        items.append(house.post("ann"))
        house.comment("ben", items[-1])
        for voter in ("walt", "xenia", "yann")[: max(score, 0)]:
            house.react(voter, items[-1])
        if score < 0:
            house.react("vera", items[-1], "down")
    wanted = [items[place] for place in sorted(range(len(scores)), key=lambda place: -scores[place])]
    seen = [item for item in house.digest() if item not in before]
    expect(
        seen == wanted,
        expected=f"discussions of score {sorted(scores, reverse=True)}, equal ones oldest first",
        seen=f"{[scores[items.index(item)] if item in items else 'an id of no discussion' for item in seen]}"
        if sorted(seen) != sorted(wanted) or _scores(seen, items, scores) != sorted(scores, reverse=True)
        else "equal ones stand in another order",
    )
    whole = house.digest()
    for count in (0, 1, 3, len(whole), len(whole) + 5):
        expect(
            house.digest(count) == whole[:count],
            expected=f"digest(None, {count}) returns the first {count} at most",
            seen=f"it returned {len(house.digest(count))} ids",
        )
    expect(
        house.digest(3, "zoe") == whole[:3],
        expected="who reads makes no difference to the digest",
        seen="for a reader with a name it is another one",
    )


@pytest.mark.check("behaviour.digest-order")
@pytest.mark.brief(
    "`digest` gives at most `count` ids of discussions, the best score first, equal ones oldest first.",
    inputs="two discussions, and votes that turn their order around",
)
def test_the_digest_follows_the_votes(house: House) -> None:
    first, second = house.post("ann"), house.post("ben")
    for voter, item, wanted in (("vera", second, [second, first]), ("walt", first, [first, second])):
        house.react(voter, item)
        expect(
            house.digest() == wanted,
            expected="the best score first, equal ones oldest first, at each look",
            seen="after a vote the digest is in another order",
        )


@pytest.mark.check("behaviour.standing-adds-up")
@pytest.mark.brief(
    "The standing of a person is the sum of the scores of everything that the person wrote.",
    "It is 0 for who wrote nothing.",
    "| `clients/profile.py`: `standing(person)` |",
    inputs="a person with two discussions and two comments, voted up and down; one who wrote nothing",
)
def test_a_standing_is_the_sum_of_the_scores(house: House) -> None:
    house.give_standing("vera", "walt")
    first, second = house.post("ann"), house.post("ann")
    below = house.comment("ben", first)
    comments = [house.comment("ann", below), house.comment("ann", second)]
    _expect_standing(house, "ann", 0)
    for voter, item, reaction, wanted in (
        ("vera", first, "up", 1),
        ("walt", comments[0], "up", 2),
        ("xenia", comments[1], "up", 3),
        ("yann", comments[1], "up", 4),
        ("walt", second, "down", 3),
        ("vera", second, "down", 2),
        ("vera", first, "down", 0),
        ("walt", second, "up", 2),
        ("vera", below, "up", 2),
    ):
        house.react(voter, item, reaction)
        _expect_standing(house, "ann", wanted)
    _expect_standing(house, "ben", 1)
    _expect_standing(house, "nobody", 0)


def _scores(seen: list[str], items: list[str], scores: list[int]) -> list[int]:
    return [scores[items.index(item)] for item in seen if item in items]


def _expect_standing(house: House, person: str, wanted: int) -> None:
    seen = house.standing(person)
    expect(
        seen == wanted,
        expected=f"a standing of {wanted}: the sum over discussions and comments, down votes included",
        seen=f"{seen}",
    )
