"""Titles and texts come back as they were given."""

from __future__ import annotations

import pytest
from forum_support.house import House
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect

characters = st.characters(exclude_categories=("Cs",))


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of 1 to `most` characters, not all of them white space."""
    return st.text(characters, min_size=1, max_size=most).filter(lambda text: bool(text.strip()))


@pytest.mark.check("behaviour.verbatim")
@pytest.mark.brief(
    "A title has 1 to 80 characters, a text 1 to 2000",
    "Both are kept unchanged.",
    "| `title` | the title;",
    "| `text` |",
    inputs="any characters, quotes, line ends, emoji and combined accents among them; white space at the ends",
)
@given(title=texts(80), text=texts(120), answer=texts(120))
@example(title="  Hello ", text="  a poem\n    and code\n", answer="\tyes\r\n")
@example(title='A "title" & <b>\'s</b>', text="100 % {so} \\n", answer="\U0001f69a first\n\nsecond")
@example(title="Cafe\u0301", text="Cafe\u0301 and \u212b", answer="\ufb01ne")
@examples(40)
def test_words_are_kept_unchanged(house: House, title: str, text: str, answer: str) -> None:
    discussion = house.post("ann", title, text)
    house.comment("ben", discussion, answer)
    rows = house.page(discussion)
    seen = [(row["title"], row["text"]) for row in rows]
    expect(
        seen == [(title, text), ("", answer)],
        expected="a title and texts come back unchanged, and a comment has the title ''",
        seen="they came back changed",
    )


@pytest.mark.check("behaviour.verbatim")
@pytest.mark.brief(
    "A title has 1 to 80 characters, a text 1 to 2000", inputs="the longest title and text, and the shortest"
)
@pytest.mark.parametrize(
    ("title", "text"), [("t" * 80, "\U0001f69a" * 2000), ("\U0001f69a" * 80, "x"), ("t", "x")]
)
def test_the_longest_and_the_shortest_words_are_taken(house: House, title: str, text: str) -> None:
    discussion = house.post("ann", title, text)
    house.comment("ben", discussion, text)
    rows = house.page(discussion)
    expect(
        [(row["title"], row["text"]) for row in rows] == [(title, text), ("", text)],
        expected=f"a title of {len(title)} and texts of {len(text)} characters come back unchanged",
        seen="they came back changed",
    )
