"""Whether the other threads of this process stand still: asked of the kernel, or guessed where it does not tell.

A thread stands still when it sleeps in a system call that only something else can end. One that waits for
the interpreter's lock does not: that wait has an end of its own, as have those of sockets with a time-out.
Nor does one that could run and gets no processor on a busy machine.
"""

from __future__ import annotations

import _thread
import ctypes
import os
import platform
import sys
import threading
import time
from collections.abc import Container, Mapping

GUESS_SECONDS = 0.5
"""Real time for which threads must not have moved to count as still, where the kernel does not tell."""
KNOWN_WAIT_SECONDS = 0.1
"""The same where each of them is in a wait that is the driver's own: it does not compute."""
PR_SET_DUMPABLE = 4
OURS = os.path.dirname(__file__) + os.sep

WITHOUT_END = 0xFFFFFFFF
"""A time-out of -1, as the kernel shows the low half of an argument."""
ENDLESS: Mapping[str, Mapping[int, tuple[int, int] | None]] = {
    # system call: which argument says how long at most, and its value for "without end"; None has no such
    "x86_64": {
        202: (3, 0),  # futex
        7: (2, WITHOUT_END),  # poll
        271: (2, 0),  # ppoll
        23: (4, 0),  # select
        270: (4, 0),  # pselect6
        232: (3, WITHOUT_END),  # epoll_wait
        281: (3, WITHOUT_END),  # epoll_pwait
        128: (2, 0),  # rt_sigtimedwait
        **dict.fromkeys((0, 34, 43, 44, 45, 46, 47, 288)),  # read, pause, accept, send…, recv…, accept4
    },
    "aarch64": {
        98: (3, 0),
        73: (2, 0),
        72: (4, 0),
        22: (3, WITHOUT_END),
        137: (2, 0),
        **dict.fromkeys((63, 202, 206, 207, 211, 212, 242)),
    },
}
_monotonic = time.monotonic
_frames = sys._current_frames


class Stillness:
    """Looks at the threads of this process, again and again."""

    def __init__(self) -> None:
        self._looking = _thread.allocate_lock()
        self._seen: dict[int, tuple[int, int]] = {}
        self._since = _monotonic()

    def of_all_but(self, waiting: Container[int]) -> bool:
        """Whether all threads stand still but this one and those in `waiting` (the kernel's numbers)."""
        if not self._looking.acquire(False):
            return False  # another one looks: who cannot tell waits on
        try:
            show_to_itself(True)
            return self._kernel_says(waiting)
        except OSError:
            return self._seem_to_have_stood(waiting)
        finally:
            show_to_itself(False)
            self._looking.release()

    def _kernel_says(self, waiting: Container[int]) -> bool:
        me = threading.get_native_id()
        others = [task for task in os.listdir("/proc/self/task") if int(task) != me]
        return all(int(task) in waiting or _stands_still(f"/proc/self/task/{task}") for task in others)

    def _seem_to_have_stood(self, waiting: Container[int]) -> bool:
        numbers = {thread.ident: thread.native_id for thread in threading.enumerate()}
        me = threading.get_ident()
        frames = {
            thread: frame
            for thread, frame in _frames().items()
            if thread != me and numbers.get(thread) not in waiting
        }
        places = {thread: (id(frame.f_code), frame.f_lasti) for thread, frame in frames.items()}
        if places != self._seen:
            self._seen, self._since = places, _monotonic()
        known = all(frame.f_code.co_filename.startswith(OURS) for frame in frames.values())
        return not places or _monotonic() - self._since >= (KNOWN_WAIT_SECONDS if known else GUESS_SECONDS)


def show_to_itself(shown: bool) -> None:
    """The kernel tells what the threads of a process do to who may look into it: for that moment, its user.

    At all other times no other process of the sandbox can look into this one, or write into its memory.
    """
    try:
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, int(shown), 0, 0, 0)
    except (OSError, AttributeError):
        return  # no prctl on this system: the rung says what it does not guard


def _stands_still(task: str) -> bool:
    """Whether a thread sleeps until something else wakes it; OSError where the kernel does not say."""
    try:
        if _read(f"{task}/stat").rpartition(") ")[2][:1] != "S":
            return False
        words = _read(f"{task}/syscall").split()
    except (FileNotFoundError, ProcessLookupError):
        if os.path.exists("/proc/self/syscall"):
            return True  # it ended meanwhile
        raise
    if len(words) < 7:
        return False  # it runs, or waits for its memory
    known = ENDLESS.get(platform.machine(), {})
    number = int(words[0])
    if number not in known:
        return False
    bound = known[number]
    return bound is None or int(words[1 + bound[0]], 16) & WITHOUT_END == bound[1]


def _read(path: str) -> str:
    with open(path, encoding="latin-1") as file:
        return file.read()
