"""Rich text on a terminal that knows ASCII alone: bullets, guides and dots become signs that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .escape import ascii_only

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

SIGNS = str.maketrans(
    {"•": "*", "…": "...", "“": '"', "”": '"', "─": "-", "│": "|", "├": "+", "└": "+", "→": ">"}
)

ROOM = 2  # columns that an ellipsis grows by


def print_plain(drawn: RenderableType, console: Console, width: int) -> None:
    """Prints it as `console.print` does, in ASCII."""
    from rich.text import Text

    with console.capture() as captured:
        console.print(drawn, width=width - ROOM, highlight=False)
    text = Text.from_ansi(ascii_only(captured.get().translate(SIGNS)).removesuffix("\n"))
    console.print(text, highlight=False, soft_wrap=True)
