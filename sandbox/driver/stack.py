"""Where a wait comes from: the frames of the thread that waits, each with a number of its own.

Before them stand the workspace's own that started this thread, in the same call: so timers that start one
another are seen as one piece of code. Behind them stand those of the task that an event loop waits for.

A frame keeps its number for as long as its function runs. So the grader can tell whether two waits
happen within one running loop. The number is hung on the frame itself: what is kept elsewhere would
either keep its objects alive, or be mixed up with a later frame at the same address.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Iterator
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


Row = list[Any]


class Starts:
    """Where the threads come from that were started since `forget`."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[threading.Thread, list[Row]]] = {}

    def note(self, thread: threading.Thread, innermost: FrameType | None, workspace: str) -> None:
        """The thread is about to be started from there."""
        own = [row for row in frames(innermost, workspace, self) if row[0]]
        self._of[id(thread)] = thread, own

    def of_this_thread(self) -> list[Row]:
        """The workspace's frames that led to it, the innermost last."""
        thread = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]
        found = self._of.get(id(thread))
        return found[1] if found else []

    def forget(self) -> None:
        """A new call begins: it is not the doing of threads that ran before."""
        self._of.clear()


def frames(innermost: FrameType | None, workspace: str, starts: Starts) -> list[Row]:
    """(path, line, function, its first line, number) of each frame, the innermost last.

    Outside of the workspace the path is empty, and the package stands in the function's place.
    """
    running = [*itertools.islice(_running(innermost), MAX_FRAMES)][::-1]
    told = [_told(frame, workspace + os.sep) for frame in (*running, *_suspended(running))]
    return [*starts.of_this_thread(), *told][-MAX_FRAMES:]


def _running(innermost: FrameType | None) -> Iterator[FrameType]:
    """The frames of this thread but for the driver's own, the innermost first."""
    frame = innermost
    while frame is not None:
        if _package(frame) not in OURS:
            yield frame
        frame = frame.f_back


def _suspended(running: list[FrameType]) -> list[FrameType]:
    """The coroutines of the task that an event loop wakes next, the innermost last; none where no loop waits."""
    asyncio = sys.modules.get("asyncio")
    turns = [frame for frame in running if asyncio and frame.f_code.co_name == "_run_once"]
    if asyncio is None or not turns:
        return []
    try:
        loop = turns[-1].f_locals["self"]
        timer = loop._scheduled[0]
        tasks = list(asyncio.all_tasks(loop))
    except (KeyError, IndexError, AttributeError, TypeError, RuntimeError):
        return []  # a loop of another kind
    awaited: list[Any] = list(getattr(timer, "_args", None) or ())
    found: list[FrameType] = []
    while task := next(
        (task for task in tasks if _is_any(getattr(task, "_fut_waiter", None), awaited)), None
    ):
        tasks.remove(task)
        found = [*_awaiting(task.get_coro()), *found]
        awaited = [task]
    return found


def _is_any(awaited: Any, of: list[Any]) -> bool:
    return any(awaited is each for each in of)


def _awaiting(coroutine: Any) -> Iterator[FrameType]:
    """The frames of a coroutine and of those that it awaits, the innermost last."""
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if not isinstance(frame, FrameType):
            return
        yield frame
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _told(frame: FrameType, prefix: str) -> Row:
    code, package = frame.f_code, _package(frame)
    if not code.co_filename.startswith(prefix):
        return ["", 0, package[:MAX_NAME], 0, _number(frame)]
    path, name = code.co_filename[len(prefix) :], code.co_qualname
    return [path[:MAX_NAME], frame.f_lineno or 0, name[:MAX_NAME], code.co_firstlineno, _number(frame)]


def _number(frame: FrameType) -> int:
    """The frame's own number; 0 where something else traces it."""
    if frame.f_trace is None and sys.gettrace() is None:
        frame.f_trace = Running()
    return frame.f_trace.number if isinstance(frame.f_trace, Running) else 0
