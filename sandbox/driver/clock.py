"""A clock that passes only when the trainee's code waits, and tells the grader of each wait.

A wait is sent on the events channel before the call returns, so that the grader, which reads that
channel before it looks at a request, sees waits and requests in their true order.

Time jumps to the end of the shortest wait, and only when nothing else can happen before it: no request
is under way, and every other thread is known to stand still. A doubt waits on, in real time.
"""

from __future__ import annotations

import _thread
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from . import stack
from .pipe import Pipe
from .stillness import Stillness

T = TypeVar("T")

BUSY_READS = 20_000
"""Readings of the clock without a wait between them, after which it is taken for a busy wait."""
BUSY_STEP_SECONDS = 0.001
"""What one further reading adds then: a busy wait of 4 s ends after 4 000 readings."""
SLICE_SECONDS = 0.002
"""Real time between two looks at something that may end a wait."""
SETTLE_SECONDS = 2.0
"""Real time that threads which a call left behind get at most to come to rest."""

_monotonic = time.monotonic
_sleep = time.sleep


class Waiter:
    """A thread in a wait with an end: when that is, and how far it has looked in vain for something sooner."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.looked = -1


class Clock:
    """Virtual seconds since the start, and the wall time they began at."""

    def __init__(self) -> None:
        self.epoch = time.time()
        self.seconds = 0.0
        self.workspace = ""
        self._reads = 0
        self._events: Pipe | None = None
        self._asks = False
        self._at_work = True
        self._waiters: dict[int, Waiter] = {}
        self._moves = 0
        self._stillness = Stillness()
        self._starts = stack.Starts()

    def report_to(self, events: Pipe) -> None:
        self._events = events

    def begin(self, starts_at: float | None, *, asks: bool) -> None:
        """The wall shows this time now (None: as it does). With `asks`, each wait told is answered before it ends."""
        if starts_at is not None:
            self.epoch = starts_at - self.seconds
        self._asks = asks

    def part(self) -> None:
        """This process is a copy of the one that reports: its clock is its own from here on."""
        self._events = None
        self._waiters.clear()
        self._stillness = Stillness()
        self._starts = stack.Starts()

    def advance(self, seconds: float) -> None:
        """Time passes by the grader's will; not a wait."""
        self.seconds += seconds
        self._reads = 0
        self._moves += 1

    def wait(self, seconds: float) -> None:
        """Time passes because the code waits; a wait for nothing is none."""
        if seconds > 0:
            self.advance(seconds)
            self._tell(seconds)

    def read(self) -> float:
        self._reads += 1
        if self._reads > BUSY_READS:
            self.seconds += BUSY_STEP_SECONDS
            self._tell(BUSY_STEP_SECONDS, busy=True)
        return self.seconds

    def work(self) -> None:
        """A new call begins: what was read before says nothing about a busy wait."""
        self._reads = 0
        self._starts.forget()
        self._at_work = True

    def starts(self, thread: threading.Thread) -> None:
        """A thread is about to be started by the caller's caller: it waits in that one's name."""
        if self.workspace:
            self._starts.note(thread, sys._getframe(2), self.workspace)

    def rest(self) -> None:
        """A call is over: no wait passes from now on."""
        self._at_work = False

    def settle(self) -> None:
        """Lets the threads that a call left behind finish what they are at."""
        until = _monotonic() + SETTLE_SECONDS
        proposed = -1
        while _thread._count() and _monotonic() < until:
            if not self._is_still():
                proposed = -1
            elif not self._waiters or (proposed == self._moves and self._all_looked(proposed)):
                return
            elif proposed != self._moves:
                self._moves += 1
                proposed = self._moves
                continue
            _sleep(SLICE_SECONDS / 4)

    def sleep(self, seconds: float) -> None:
        """Waits for nothing but time."""
        if seconds <= 0 or not _thread._count():
            self.wait(seconds)
        else:
            self.timed(_sleep, seconds)

    def timed(self, poll: Callable[[float], T], seconds: float) -> T:
        """Waits for `poll` (given real seconds to block) to yield something, or virtually for `seconds`."""
        me = threading.get_native_id()
        mine = Waiter(self.seconds + seconds)
        self._moves += 1
        self._waiters[me] = mine
        try:
            return self._timed(poll, seconds, mine)
        finally:
            del self._waiters[me]
            self._moves += 1

    def _timed(self, poll: Callable[[float], T], seconds: float, mine: Waiter) -> T:
        proposed = -1
        spent = pause = 0.0
        while True:
            moves, began = self._moves, _monotonic()
            found = poll(pause)
            if found:
                return found
            mine.looked = moves
            if self._at_work:
                spent += _monotonic() - began
            pause = SLICE_SECONDS
            if spent >= seconds and mine.until > self.seconds:
                self.wait(mine.until - self.seconds)
            if mine.until <= self.seconds:
                return poll(0)
            if not self._may_pass(mine):
                proposed = -1
            elif proposed == self._moves and self._all_looked(proposed):
                self.wait(mine.until - self.seconds)
                return poll(0)
            elif proposed != self._moves:
                # From here on nothing but time moves anything, if all that wait look once more in vain.
                self._moves += 1
                proposed = self._moves
                pause = 0.0

    def _may_pass(self, mine: Waiter) -> bool:
        """Whether nothing can happen before that wait ends; the call may end while that is looked at."""
        return self._at_work and self._is_first(mine) and self._is_still() and self._at_work

    def _is_first(self, mine: Waiter) -> bool:
        return all(mine.until <= other.until for other in list(self._waiters.values()))

    def _all_looked(self, moves: int) -> bool:
        waiters = list(self._waiters.values())
        return all(waiter.looked >= moves and waiter.until > self.seconds for waiter in waiters)

    def _is_still(self) -> bool:
        """Whether nothing is under way, and no thread but those that wait here can run.

        What is under way is asked before and after the look at the threads. Otherwise one that gets its answer, works
        and asks again meanwhile, as happens on a busy machine, would seem to have stood still.
        """
        served = self._served()
        return served is not None and self._stillness.of_all_but(self._waiters) and self._served() == served

    def _served(self) -> int | None:
        """How often the grader has served the wire, when nothing is under way; None while something is."""
        if self._events is None:
            return 0
        answer = self._events.ask({"event": "idle"})
        return int(answer["served"]) if answer["idle"] else None

    def _tell(self, seconds: float, busy: bool = False) -> None:
        if self._events is not None:
            where = [] if busy else self._where(sys._getframe(1))
            send = self._events.ask if self._asks else self._events.send
            send({"event": "waited", "seconds": float(seconds), "busy": busy, "where": where})

    def _where(self, innermost: FrameType) -> list[stack.Row]:
        return stack.frames(innermost, self.workspace, self._starts) if self.workspace else []
