from __future__ import annotations

import io

import pytest
from kata.content.book import Book
from kata.views.book.shelf import Shelf
from kata.views.book.terminal import print_chapter, print_contents
from kata.views.terminal import print_brief
from rich.console import Console


class Paper:
    """A terminal of 80 columns that knows one encoding, and what is on it."""

    def __init__(self, encoding: str, *, colour: bool = False) -> None:
        self._bytes = io.BytesIO()
        self._file = io.TextIOWrapper(self._bytes, encoding=encoding)
        self._encoding = encoding
        self.console = Console(file=self._file, width=80, force_terminal=colour, legacy_windows=False)

    @property
    def words(self) -> str:
        self._file.flush()
        return self._bytes.getvalue().decode(self._encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("name", ["interfaces", "error-handling", "composition", "routing"])
def test_a_chapter_is_readable_in_80_columns(whole: Book, name: str, encoding: str) -> None:
    paper = Paper(encoding)
    shelf = Shelf.of_mentor(whole)
    print_chapter(shelf.chapter(name), shelf, paper.console)
    assert max(map(len, paper.words.splitlines())) <= 80
    assert "Exercise" in paper.words
    assert "Designing Modules in Python" in paper.words
    assert "\\u" not in paper.words
    assert "{#" not in paper.words


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_pictures_are_trees(whole: Book, encoding: str) -> None:
    paper = Paper(encoding, colour=True)
    shelf = Shelf.of_mentor(whole)
    print_chapter(shelf.chapter("composition#wrap-dont-inherit"), shelf, paper.console)
    assert "ResendingSender" in paper.words
    assert "objects:" not in paper.words


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_list_tells_what_is_open(whole: Book, encoding: str) -> None:
    paper = Paper(encoding)
    print_contents(Shelf(whole, closed=1, revealed=2), paper.console)
    assert "Three kinds of trouble" in paper.words
    assert "opens when stage 2 is closed" in paper.words
    assert "outing" not in paper.words, "stage 4 is not revealed"


def test_a_brief_with_a_list_is_readable_in_ascii() -> None:
    paper = Paper("ascii")
    print_brief("Stage 1", "- one\n- two … three", paper.console)
    assert " * one" in paper.words
    assert "two ... three" in paper.words
