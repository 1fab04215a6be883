"""book: the chapters that the closed stages have opened, on the screen, as a page or as an EPUB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import StateError, UsageError
from .support.open import open_pack, open_sitting
from .support.screen import Screen, put
from .support.ways import renewed_book

if TYPE_CHECKING:
    from ..views.book.shelf import Shelf


def book(
    screen: Screen, chapter: str, *, pack: str, everything: bool, html: bool, epub: bool, output: Path | None
) -> int:
    """Shows the list of chapters or one of them, or writes all that is open.

    Raises UsageError for options that do not go together.
    """
    if html and epub:
        raise UsageError("Choose one of `--html` and `--epub`.")
    if chapter and (html or epub):
        raise UsageError("A page or an EPUB holds all that is open. Leave the chapter out.")
    if output and not (html or epub):
        raise UsageError("`--output` goes with `--html` or `--epub`.")
    shelf = _shelf(pack, everything)
    if epub:
        return _write_epub(shelf, output)
    if html:
        return _write_page(shelf, output)
    from ..views.book.terminal import print_chapter, print_contents

    if chapter:
        print_chapter(shelf.chapter(chapter), shelf, screen.console)
    else:
        print_contents(shelf, screen.console)
    return 0


def _shelf(pack: str, everything: bool) -> Shelf:
    """All of it for a mentor; for a trainee what the sitting around the current folder has opened."""
    from ..views.book.shelf import Shelf

    if everything:
        return Shelf.of_mentor(open_pack(pack or _pack_here()).book())
    if pack:
        raise UsageError("`--pack` goes with `--all`: a workspace knows its own pack.")
    try:
        sitting = open_sitting()
    except StateError as error:
        raise StateError(f"{error} A mentor reads the whole book with `kata book --all`.") from error
    now = sitting.progress()
    whole = renewed_book(sitting)
    return Shelf(whole, closed=now.closed, revealed=now.stage)


def _pack_here() -> str:
    """The pack of the workspace around the current folder; the built-in one where there is none."""
    from ..session.home import Home, read

    try:
        return read(Home().find(Path.cwd())).pack
    except StateError:
        return ""


def _write_page(shelf: Shelf, output: Path | None) -> int:
    from ..views.book.page import render_page

    put(render_page(shelf), output)
    return 0


def _write_epub(shelf: Shelf, output: Path | None) -> int:
    from ..views.book.epub import render_epub

    if output is None:
        raise UsageError("An EPUB is a file. Say where: `kata book --epub --output book.epub`.")
    output.write_bytes(render_epub(shelf))
    return 0
