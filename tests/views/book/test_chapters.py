"""Every code block of the book is run, chapter by chapter; what is no program of its own is compiled."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest
from kata.content.book import Book, Chapter, Section
from kata.content.pack import built_in

BOOK = built_in().book()
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
COLUMNS = 76  # so that code fits a terminal of 80

SPOILERS = {
    "sms": {
        2: ("resend", "retry", "retries", "wrap", "milio", "router", "percent"),
        3: ("milio", "router", "route", "second provider", "percent"),
        4: ("make_router", "percent"),
    },
    "forum": {
        2: ("house rule", "flood", "not allowed"),
        3: ("flag", "hidden", "visitor", "moderator"),
        4: ("make_forum", "rank"),
    },
    "logs": {
        2: ("relay", "mask", "card", "octet", "frame"),
        3: ("batch", "buffer", "retry-after", "pause", "429"),
        4: ("make_log", "nest", "route"),
    },
}
"""What the text of a kata that opens before a stage is closed must not speak of."""

chapters = pytest.mark.parametrize("chapter", BOOK.chapters, ids=lambda chapter: chapter.id)


@chapters
def test_the_code_runs_from_the_top_to_the_bottom(chapter: Chapter) -> None:
    names: dict[str, Any] = {}
    ran = 0
    for info, code in _blocks(chapter.text):
        if info == "python":
            exec(compile(code, chapter.id, "exec"), names)  # our own book's
            ran += 1
    assert ran >= 3


@chapters
def test_code_that_is_not_run_is_python_all_the_same(chapter: Chapter) -> None:
    for info, code in _blocks(chapter.text):
        assert info in ("python", "python no-run", ""), f"a block of {chapter.id} is marked {info!r}"
        if info == "python no-run":
            compile(textwrap.dedent(code), chapter.id, "exec")


@chapters
def test_code_fits_a_terminal(chapter: Chapter) -> None:
    wide = [line for _, code in _blocks(chapter.text) for line in code.splitlines() if len(line) > COLUMNS]
    assert wide == []


@chapters
def test_a_chapter_tells_a_story_shows_what_it_costs_and_asks_for_something(chapter: Chapter) -> None:
    anchors = [section.anchor for section in chapter.sections]
    assert anchors[-1] == "exercise"
    assert "```python" in chapter.opening, "the wrong turn comes first, as code"
    assert "one-stage-later" in anchors or "retries" in anchors


@chapters
def test_a_chapter_credits_the_book_that_it_follows(chapter: Chapter) -> None:
    for words in ("Designing Modules in Python", "HashedIn", "Sripathi Krishnan", "2017", "CC BY 4.0"):
        assert words in chapter.credit
        assert words in BOOK.credit


def book_of(kata: str) -> Book:
    """The chapters of one kata."""
    return BOOK.of(built_in().kata(kata).chapters)


@pytest.mark.parametrize("kata", SPOILERS)
@pytest.mark.parametrize("closed", [1, 2, 3])
def test_what_is_open_gives_no_later_stage_away(kata: str, closed: int) -> None:
    told = " ".join(chapter.text for chapter in book_of(kata).open_at(closed).chapters).lower()
    assert [word for word in SPOILERS[kata][closed + 1] if re.search(rf"\b{word}", told)] == []


@pytest.mark.parametrize(
    ("kata", "closed", "count"),
    [
        *(("sms", 0, 0), ("sms", 1, 3), ("sms", 2, 5), ("sms", 3, 5), ("sms", 4, 6)),
        *(("forum", 0, 0), ("forum", 1, 1), ("forum", 2, 2), ("forum", 3, 4), ("forum", 4, 5)),
        *(("logs", 0, 0), ("logs", 1, 1), ("logs", 2, 3), ("logs", 3, 4), ("logs", 4, 5)),
    ],
)
def test_chapters_open_as_stages_are_closed(kata: str, closed: int, count: int) -> None:
    assert len(book_of(kata).open_at(closed).chapters) == count


def test_trying_again_is_told_only_after_the_stage_that_asks_for_it() -> None:
    def anchors(closed: int) -> list[str]:
        chapter = BOOK.open_at(closed).chapter("error-handling")
        assert chapter is not None
        return [section.anchor for section in chapter.sections]

    assert "retries" not in anchors(1)
    assert "retries" in anchors(2)


@pytest.mark.parametrize("name", SPOILERS)
def test_every_section_that_a_check_sends_to_is_there(name: str) -> None:
    kata = built_in().kata(name)
    places = [BOOK.place(check) for _, check in kata.checks_from(len(kata.stages))]
    assert places
    assert all(isinstance(place, Section) for place in places)


def _blocks(text: str) -> list[tuple[str, str]]:
    return [(match["info"], match["code"]) for match in BLOCK.finditer(text)]
