"""The book on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..comparison import object_tree
from ..plain import print_plain
from ..terminal import Voice
from ..wording import count
from .pieces import Picture, pieces
from .shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType

    from ...content.book import Chapter

NAME_WIDTH = 24  # columns of a chapter's id
CODE_THEME = "ansi_dark"  # the terminal's own colours on its own ground


def print_contents(shelf: Shelf, console: Console) -> None:
    """Prints the list of chapters, what is open of them, and when the rest opens."""
    say = Voice(console)
    say.line(shelf.whole.title, "bold")
    say.blank()
    hidden = 0
    for chapter in shelf.whole.chapters:
        if chapter.opens_after <= shelf.closed:
            say.line(f"✓ {chapter.id:{NAME_WIDTH}}{chapter.title}")
        elif shelf.known(chapter):
            say.line(f"· {chapter.id:{NAME_WIDTH}}opens when stage {chapter.opens_after} is closed", "dim")
        else:
            hidden += 1
    if hidden:
        say.line(f"· {count(hidden, 'more chapter')} with later stages", "dim")
    say.blank()
    say.line("Read one: `kata book CHAPTER`. All that is open as a page: `kata book --html --output FILE`.")
    say.line(shelf.whole.credit.replace("*", ""), "dim")


def print_chapter(chapter: Chapter, shelf: Shelf, console: Console) -> None:
    """Prints what is open of a chapter, with its pictures as trees."""
    from rich.rule import Rule

    say = Voice(console)
    ruler = "-" if say.plain else "─"
    console.print(Rule(say.text(chapter.title, "bold"), align="left", characters=ruler), width=say.width)
    say.blank()
    _print_text(chapter.opening, shelf.whole.pictures, say)
    for section in chapter.sections:
        say.line(section.title, "bold underline")
        say.blank()
        _print_text(section.text, shelf.whole.pictures, say)
    for section in shelf.shut_sections(chapter.id):
        title = f"The section '{section.title}' opens" if shelf.known(section) else "One more section opens"
        say.line(f"{title} when stage {section.opens_after} is closed.", "dim")
    say.line(" ".join(chapter.credit.replace("*", "").split()), "dim")


def _print_text(text: str, pictures: Mapping[str, bytes], say: Voice) -> None:
    from rich.markdown import Markdown

    for piece in pieces(text, pictures):
        if isinstance(piece, Picture):
            _print(object_tree(piece.objects, plain=say.plain), say)
            say.line(piece.caption, "italic")
            say.blank()
        elif piece.strip():
            _print(Markdown(piece, code_theme=CODE_THEME), say)
            say.blank()


def _print(drawn: RenderableType, say: Voice) -> None:
    if say.plain:
        print_plain(drawn, say.console, say.width)
    else:
        say.console.print(drawn, width=say.width, highlight=False)
