"""The two ways in which `kata watch` shows things: drawn over in place, or a line at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from .screen import Screen

if TYPE_CHECKING:
    from ...views.watch import Face, Look


class View(Protocol):
    """How the watched is shown."""

    def face(self, face: Face) -> None:
        """Shows how things are; called several times a second."""
        ...

    def look(self, look: Look) -> None:
        """Tells what a check found."""
        ...

    def say(self, words: str) -> None:
        """Tells what the clock has to say."""
        ...

    def shown(self) -> AbstractContextManager[None]:
        """While this lasts, the view has the terminal."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """While this lasts, something else has it."""
        ...

    waits: bool
    """Whether what was printed aside is drawn over, so that somebody must have read it first."""


class Spoken:
    """A line for each save and each word of the clock: for pipes, and for those who listen to a terminal."""

    waits = False

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def face(self, face: Face) -> None:
        """The clock is not read out each second."""

    def look(self, look: Look) -> None:
        from ...views.watch import sentence

        self._screen.show(f"{look.at} {sentence(look)}")
        sys.stdout.flush()

    def say(self, words: str) -> None:
        self._screen.show(words)
        sys.stdout.flush()

    def shown(self) -> AbstractContextManager[None]:
        return nullcontext()

    def aside(self) -> AbstractContextManager[None]:
        return nullcontext()


class Drawn:
    """A whole screen, drawn again when something on it changed, beside the one that the terminal had before."""

    waits = True

    def __init__(self, screen: Screen) -> None:
        from rich.console import Console
        from rich.live import Live

        self._screen = screen
        self._last: list[str] = []
        # A console of its own: what is printed on the screen's while the picture stands is only measured.
        self._live = Live(
            console=Console(), screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )

    def face(self, face: Face) -> None:
        from rich.text import Text

        from ...views.watch import lines_of

        lines = lines_of(face, self._screen.console)
        if lines != self._last:
            self._last = lines
            self._live.update(Text.from_ansi("\n".join(lines), no_wrap=True, overflow="crop"), refresh=True)

    def look(self, look: Look) -> None:
        """The next face shows it."""

    def say(self, words: str) -> None:
        """The next face shows it."""

    @contextmanager
    def shown(self) -> Iterator[None]:
        self._live.start()
        try:
            yield
        finally:
            self._live.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        self._live.stop()
        try:
            yield
        finally:
            self._last = []
            self._live.start()
