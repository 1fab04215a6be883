"""Consoles that write into a string."""

from __future__ import annotations

import io

from rich.console import Console


class AsciiText(io.StringIO):
    """A stream that knows ASCII alone, as a bare terminal does."""

    encoding = "ascii"


def console(width: int = 80, *, plain: bool = False, height: int = 24) -> tuple[Console, io.StringIO]:
    """A console without colour, and where its words land."""
    stream = AsciiText() if plain else io.StringIO()
    return Console(
        file=stream, width=width, height=height, force_terminal=False, color_system=None, legacy_windows=False
    ), stream
