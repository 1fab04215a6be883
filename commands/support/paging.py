"""Texts that are longer than the screen: through a pager, or their head with where to read on."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

from .screen import Screen

if TYPE_CHECKING:
    from rich.console import Console

Print = Callable[["Console"], None]
"""Prints the text to a console."""

LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
"""How `less` behaves when a person says nothing: colours, nothing cleared, ends at once when all fits."""

LEAST_LINES = 6
"""Of a text, however small the screen is."""


def paged(screen: Screen, show: Print, pager: bool = True) -> None:
    """Shows a text: through the pager that PAGER names, where a terminal is shorter than the text."""
    console = screen.console
    command = _pager() if pager and console.is_terminal else []
    if not command or len(_lines(console, show)) < console.height:
        show(console)
        return
    text = "\n".join(_lines(console, show)) + "\n"
    try:
        subprocess.run(command, input=text.encode(), env={**LESS, **os.environ}, check=False)
    except OSError:
        show(console)


def headed(screen: Screen, show: Print, below: int, onward: str) -> None:
    """Shows as much of a text as fits above `below` further lines of the screen; `onward` says where the rest is.

    Where no terminal is, all of it is shown.
    """
    console = screen.console
    if not console.is_terminal:
        show(console)
        return
    lines = _lines(console, show)
    room = max(LEAST_LINES, console.height - below - 2)
    if len(lines) <= room:
        show(console)
        return
    console.file.write("\n".join(lines[:room]) + "\n")
    screen.show(f"… {len(lines) - room} more lines: {onward}", "bold")


def _lines(console: Console, show: Print) -> list[str]:
    with console.capture() as captured:
        show(console)
    return captured.get().rstrip("\n").split("\n")


def _pager() -> list[str]:
    """The command of the pager; nothing where a person wants none or none is there."""
    told = os.environ.get("PAGER")
    try:
        command = shlex.split("less" if told is None else told)
    except ValueError:
        return []
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return []
    return command
