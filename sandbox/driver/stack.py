"""Where a wait comes from: the frames of the thread that waits, each with a number of its own.

A frame keeps its number for as long as its function runs. So the grader can tell whether two waits
happen within one running loop. The number is hung on the frame itself: what is kept elsewhere would
either keep its objects alive, or be mixed up with a later frame at the same address.
"""

from __future__ import annotations

import itertools
import os
import sys
from types import FrameType
from typing import Any

MAX_FRAMES = 30
"""Frames that are told of one wait, the innermost ones."""
MAX_NAME = 200
"""Characters of a path or of a function's name."""

OURS = (__name__.partition(".")[0], "__main__")
"""The driver, and the entry that loaded it."""


class Running:
    """The number of one running function; a debugger that finds it in its own place can do no harm with it."""

    _numbers = itertools.count(1)

    def __init__(self) -> None:
        self.number = next(Running._numbers)

    def __call__(self, *_event: Any) -> Running:
        return self


def frames(innermost: FrameType | None, workspace: str) -> list[list[Any]]:
    """(path, line, function, its first line, number) of each frame, the innermost last.

    Outside of the workspace the path is empty, and the package stands in the function's place.
    """
    found: list[list[Any]] = []
    frame = innermost
    while frame is not None and len(found) < MAX_FRAMES:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package not in OURS:
            found.append(_told(frame, package, workspace + os.sep))
        frame = frame.f_back
    return found[::-1]


def _told(frame: FrameType, package: str, prefix: str) -> list[Any]:
    code = frame.f_code
    if not code.co_filename.startswith(prefix):
        return ["", 0, package[:MAX_NAME], 0, _number(frame)]
    path, name = code.co_filename[len(prefix) :], code.co_qualname
    return [path[:MAX_NAME], frame.f_lineno or 0, name[:MAX_NAME], code.co_firstlineno, _number(frame)]


def _number(frame: FrameType) -> int:
    """The frame's own number; 0 where something else traces it."""
    if frame.f_trace is None and sys.gettrace() is None:
        frame.f_trace = Running()
    return frame.f_trace.number if isinstance(frame.f_trace, Running) else 0
