"""Which piece of code waits again and again: seen while it runs, whatever its source looks like."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ...report.report import Evidence
from .subject import Frame, Place, Wait


@dataclass(frozen=True)
class Piece:
    """A function in whose one run several waits happen, or the `library` that loops in its stead.

    `place` is where the function begins, or where the library is called (None: from nowhere in the
    workspace). Two pieces are the same when `key` is: the function's definition, or the library.
    """

    key: tuple[str, int, str]
    place: Place | None
    library: str = ""

    @property
    def words(self) -> str:
        """What it is, as the middle of a sentence."""
        if self.place is None:
            return self.library
        where = f"`{self.place.function}` in {self.place.path}"
        return f"{self.library} (called in {where})" if self.library else where

    def evidence(self, does: str) -> tuple[Evidence, ...]:
        """Where to look, for a report; `does` goes on from "this function …"."""
        if self.place is None:
            return ()
        it = f"{self.library}, called here," if self.library else "this function"
        message = f"{it} {does}"
        return (
            Evidence(path=self.place.path, line=self.place.line, end_line=self.place.line, message=message),
        )


def waiting_piece(waits: Sequence[Wait]) -> Piece | None:
    """The innermost function that ran on through all of these waits; None when that cannot be known.

    It takes two waits at least to tell the function that loops from those that it calls for one wait.
    A wait of another thread, or of an event loop, has other frames around it: what they have in common is told.
    """
    placed = [wait for wait in waits if wait.seconds > 0]
    if len(placed) < 2:
        return None
    running = set.intersection(*({frame.number for frame in wait.where} for wait in placed)) - {0}
    around = list(placed[0].where)
    while around and around[-1].number not in running:
        around.pop()
    return _piece(around) if around else None


def are_two(one: Piece | None, other: Piece | None) -> bool:
    """Whether two pieces of code do one job. Known of code in the workspace alone: where two libraries
    loop, or the standard library does, it is not said which piece of the workspace stands behind that."""
    if one is None or other is None or one.key == other.key:
        return False
    libraries = {piece.library for piece in (one, other) if piece.library}
    return not libraries or (len(libraries) == 1 and not libraries & sys.stdlib_module_names)


def _piece(around: list[Frame]) -> Piece:
    innermost = around[-1]
    own = next((frame for frame in reversed(around) if frame.path), None)
    if innermost.path:
        key = (innermost.path, innermost.first_line, innermost.function)
        return Piece(key, Place(innermost.path, innermost.first_line, innermost.function))
    place = Place(own.path, own.line, own.function) if own else None
    return Piece(("", 0, innermost.function), place, innermost.function)
