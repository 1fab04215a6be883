"""Single keys from a terminal, as they are pressed; the terminal is as it was before, however it ends."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

END = "q"
"""What the end of the input counts as."""

BURST_BYTES = 64
"""An arrow key sends a few bytes at once; what is pasted beyond this counts as further keys."""

ESCAPE = "\x1b"


class Keyboard:
    """Keys of the terminal behind `fd`; where there is no terminal, no key is ever pressed."""

    def __init__(self, fd: int | None = None) -> None:
        self._fd = sys.stdin.fileno() if fd is None else fd
        self.there = os.isatty(self._fd)
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        if self.there:
            self._before = termios.tcgetattr(self._fd)
            tty.setcbreak(self._fd)
        return self

    def __exit__(self, *_error: object) -> None:
        self._restore()

    def pressed(self) -> str:
        """The key that was pressed since the last look, in lower case; nothing when none was."""
        if not self.there or not select.select([self._fd], [], [], 0)[0]:
            return ""
        return self.wait()

    def wait(self) -> str:
        """The next key. What begins with an escape (arrows, function keys) is none of ours."""
        typed = os.read(self._fd, BURST_BYTES).decode("utf-8", "replace")
        if not typed:
            return END
        return "" if typed.startswith(ESCAPE) else typed[0].lower()

    @contextmanager
    def lines(self) -> Iterator[None]:
        """The terminal as it was before, for what asks for a whole line."""
        self._restore()
        try:
            yield
        finally:
            if self.there:
                tty.setcbreak(self._fd)

    def _restore(self) -> None:
        if self.there:
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
