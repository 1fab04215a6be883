"""Pages: reading order, depths and counts, of any thread."""

from __future__ import annotations

import pytest
from forum_support.house import House, Row
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect

NAMES = ("ann", "ben", "cleo", "dan")
DEEP = 2000
threads = st.lists(st.integers(0, 30), min_size=1, max_size=12).map(
    lambda drawn: [above % (place + 1) for place, above in enumerate(drawn)]
)
"""For each comment the place of the item that it answers: 0 is the discussion, 1 the first comment."""


@pytest.mark.check("behaviour.threads")
@pytest.mark.brief(
    "`page` gives a list of dictionaries, one a row.",
    "The discussion comes first, then its comments in reading order:",
    "A row has exactly these keys:",
    "| `depth` |",
    "| `id` |",
    "| `by` |",
    inputs="a discussion with 1 to 12 comments, each below any of the items before it",
)
@given(thread=threads)
@example(thread=[0, 0, 1, 2, 1, 3, 0, 2])
@examples(25)
def test_any_thread_is_read_in_order(house: House, thread: list[int]) -> None:
    _expect_in_order(house, thread)


@pytest.mark.check("behaviour.threads")
@pytest.mark.brief(
    "The discussion comes first, then its comments in reading order:",
    inputs="a discussion with 12 comments right below it, and 12 below the second of them",
)
def test_more_than_nine_siblings_stand_oldest_first(house: House) -> None:
    _expect_in_order(house, [0] * 12 + [2] * 12)


@pytest.mark.check("behaviour.threads")
@pytest.mark.brief(
    "No two items have the same id.",
    inputs="two discussions with two comments each, and comments added to the first after the second",
)
def test_threads_do_not_mix(house: House) -> None:
    first, second = house.post("ann"), house.post("ben")
    ids = [first, second, *(house.comment("cleo", item) for item in (first, second, first, second))]
    expect(
        len(set(ids)) == len(ids),
        expected="each item has an id of its own",
        seen=f"of {len(ids)} items {len(ids) - len(set(ids))} have one that another has too",
    )
    for discussion, comments in ((first, ids[2::2]), (second, ids[3::2])):
        seen = [row["id"] for row in house.page(discussion)]
        expect(
            seen == [discussion, *comments],
            expected="a page has the items of its own discussion and no other",
            seen="it has other items, or lacks some",
        )


@pytest.mark.check("behaviour.deep-threads")
@pytest.mark.brief(
    "A thread of 2000 comments, each below the one before, is read like any other.",
    inputs="2000 comments, each below the one before",
)
def test_a_deep_thread_is_read(house: House) -> None:
    discussion = item = house.post("ann")
    for place in range(DEEP):
        item = house.comment(f"person{place % 500}", item)
    rows = house.page(discussion)
    expect(
        len(rows) == DEEP + 1
        and rows[-1]["id"] == item
        and [row["depth"] for row in rows] == [*range(DEEP + 1)],
        expected=f"a page of {DEEP} comments, each below the one before, in order",
        seen=f"the page has {len(rows)} rows, the last of depth {rows[-1]['depth']}",
    )


@pytest.mark.check("behaviour.counts-comments")
@pytest.mark.brief(
    "| `comments` | how many comments stand below the item",
    inputs="a discussion with 1 to 12 comments, looked at after each new comment",
)
@given(thread=threads)
@example(thread=[0, 1, 2, 0, 1])
@examples(12)
def test_comments_are_counted_at_any_depth(house: House, thread: list[int]) -> None:
    items = [house.post("ann")]
    answers: list[list[int]] = [[]]
    for place, above in enumerate(thread, start=1):
        items.append(house.comment(NAMES[place % 4], items[above]))
        answers.append([])
        answers[above].append(place)
        wanted = {items[each]: len(_below(answers, each)) for each in range(len(items))}
        for row in house.page(items[0]):
            expect(
                row["comments"] == wanted.get(row["id"]),
                expected=f"a row with {wanted.get(row['id'])} comments below it, at any depth, says so",
                seen=f"it says {row['comments']!r}",
            )


def _expect_in_order(house: House, thread: list[int]) -> None:
    items, names = [house.post("ann")], ["ann"]
    answers: list[list[int]] = [[]]
    for place, above in enumerate(thread, start=1):
        names.append(NAMES[place % 4])
        items.append(house.comment(names[-1], items[above]))
        answers.append([])
        answers[above].append(place)
    order = [0, *_below(answers, 0)]
    rows = house.page(items[0])
    expect(
        [row["id"] for row in rows] == [items[place] for place in order],
        expected="each comment is followed by all that was said below it, and siblings stand oldest first",
        seen=f"{_words(rows, items)} instead of {' '.join(map(_name, order))}",
    )
    depths = {0: 0}
    for place, above in enumerate(thread, start=1):
        depths[place] = depths[above] + 1
    expect(
        [row["depth"] for row in rows] == [depths[place] for place in order],
        expected=f"depths {[depths[place] for place in order]}",
        seen=f"{[row['depth'] for row in rows]}",
    )
    expect(
        [row["by"] for row in rows] == [names[place] for place in order],
        expected="each row tells in `by` who wrote it",
        seen="another name stands there",
    )


def _below(answers: list[list[int]], place: int) -> list[int]:
    """All places below one, in reading order."""
    return [each for answer in answers[place] for each in (answer, *_below(answers, answer))]


def _words(rows: list[Row], items: list[str]) -> str:
    places = {item: place for place, item in enumerate(items)}
    return " ".join(_name(places[row["id"]]) if row["id"] in places else "?" for row in rows)


def _name(place: int) -> str:
    return f"c{place}" if place else "d"
