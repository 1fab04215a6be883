"""The book as one self-contained page, in the look of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ...content.book import Book, Chapter
from .prose import prose
from .shelf import Shelf


@dataclass(frozen=True)
class ShownSection:
    """A section ready for a template. `anchor` is unique in the whole book."""

    anchor: str
    title: str
    body: Markup


@dataclass(frozen=True)
class ShownChapter:
    """A chapter ready for a template."""

    id: str
    title: str
    opening: Markup
    sections: tuple[ShownSection, ...]
    credit: Markup


def render_page(shelf: Shelf) -> str:
    """All that is open, as a whole document that loads nothing from elsewhere."""
    book = shelf.open
    page = environment().get_template("book.html")
    text = page.render(
        book=book,
        chapters=shown(book),
        credit=prose(book.credit, {}),
        shut=len(shelf.whole.chapters) - len(book.chapters),
        shut_sections=sum(len(shelf.shut_sections(chapter.id)) for chapter in book.chapters),
    )
    return text.rstrip("\n") + "\n"


def shown(book: Book) -> tuple[ShownChapter, ...]:
    """The chapters as templates take them."""
    return tuple(_shown(chapter, book.pictures) for chapter in book.chapters)


def environment() -> Environment:
    """The templates of reports; every value is escaped."""
    return Environment(
        loader=PackageLoader("kata.views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(chapter: Chapter, pictures: Mapping[str, bytes]) -> ShownChapter:
    return ShownChapter(
        id=chapter.id,
        title=chapter.title,
        opening=prose(chapter.opening, pictures),
        sections=tuple(
            ShownSection(f"{chapter.id}--{part.anchor}", part.title, prose(part.text, pictures))
            for part in chapter.sections
        ),
        credit=prose(chapter.credit, {}),
    )
