"""A run with the parts of the book that its findings send to, so that a page has them at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ...base.errors import ContentError
from ...views.findings import findings

if TYPE_CHECKING:
    from ...content.book import Book
    from ...views.run import Passage, Run


def with_reading(run: Run, open_book: Callable[[], Book]) -> Run:
    """The run; a book with mistakes in it is its author's trouble (`kata verify`) and keeps no report back."""
    try:
        book = open_book()
    except ContentError:
        return run
    return replace(run, reading=tuple(_passages(run, book)))


def _passages(run: Run, book: Book) -> Iterator[Passage]:
    """Each part once, in the order of the findings; what is still shut to the reader stays out."""
    from ...content.book import Section
    from ...views.run import Passage

    wanted = dict.fromkeys(
        (found.check.chapter, found.check.section)
        for exhibit in run.exhibits
        for found in findings(exhibit.report)
        if not found.check.opens_after
    )
    for chapter, section in wanted:
        place = book.find(chapter, section)
        if place is not None:
            text = place.text if isinstance(place, Section) else place.opening
            yield Passage(chapter, section, place.title, text, book.pictures)
