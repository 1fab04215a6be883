"""A clock that passes only when the trainee's code waits, and tells the grader of each wait.

Replaces every way to wait or to tell the time before any other code is loaded. A wait is sent on
the events channel before the call returns, so that the grader, which reads that channel before it
looks at a request, sees waits and requests in their true order. Waits that may be ended by
something else (a socket, another thread) ask first whether anything is under way.
"""

from __future__ import annotations

import datetime
import os
import select
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from . import stack
from .pipe import Pipe

T = TypeVar("T")

BUSY_READS = 20_000
"""Readings of the clock without a wait between them, after which it is taken for a busy wait."""
BUSY_STEP_SECONDS = 0.001
"""What one further reading adds then: a busy wait of 4 s ends after 4 000 readings."""
STILL_SECONDS = 0.2
"""Real time for which the other threads must not have moved to count as blocked."""
LONGEST_WAIT_SECONDS = 9e9
"""Of one wait: the real clock takes no more either."""
SLICE_SECONDS = 0.002
"""Real time between two looks at something that may end a wait."""

real_select = select.select
RealDatetime = datetime.datetime
RealDate = datetime.date
_monotonic = time.monotonic
_sleep = time.sleep
_wait = threading.Condition.wait
_active = sys._current_frames


class Clock:
    """Virtual seconds since the start, and the wall time they began at."""

    def __init__(self) -> None:
        self.epoch = time.time()
        self.seconds = 0.0
        self.workspace = ""
        self._reads = 0
        self._events: Pipe | None = None

    def report_to(self, events: Pipe) -> None:
        self._events = events

    def advance(self, seconds: float) -> None:
        """Time passes by the grader's will; not a wait."""
        self.seconds += seconds
        self._reads = 0

    def wait(self, seconds: float) -> None:
        """Time passes because the code waits."""
        self.advance(max(0.0, seconds))
        self._tell(seconds)

    def read(self) -> float:
        self._reads += 1
        if self._reads > BUSY_READS:
            self.seconds += BUSY_STEP_SECONDS
            self._tell(BUSY_STEP_SECONDS, busy=True)
        return self.seconds

    def rest(self) -> None:
        """A new call begins: what was read before says nothing about a busy wait."""
        self._reads = 0

    def timed(self, poll: Callable[[float], T], seconds: float) -> T:
        """Waits for `poll` (given real seconds to block) to yield something, or virtually for `seconds`."""
        started = _monotonic()
        still = Stillness()
        slice_seconds = 0.0
        while True:
            found = poll(slice_seconds)
            if found:
                return found
            if still.others_blocked() and self._nothing_under_way() and still.others_blocked():
                found = poll(0)
                if found:
                    return found
                break
            if _monotonic() - started >= seconds:
                break
            slice_seconds = SLICE_SECONDS
        self.wait(seconds)
        return poll(0)

    def _nothing_under_way(self) -> bool:
        if self._events is None:
            return True
        return bool(self._events.ask({"event": "idle"})["idle"])

    def _tell(self, seconds: float, busy: bool = False) -> None:
        if self._events is not None:
            where = [] if busy or not self.workspace else stack.frames(sys._getframe(1), self.workspace)
            self._events.send({"event": "waited", "seconds": float(seconds), "busy": busy, "where": where})


class Stillness:
    """Whether every other thread of this process stands still: where its code is, and what the kernel says.

    A thread that could run but gets no processor on a busy machine is not blocked.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, int]] = {}
        self._since = _monotonic()

    def others_blocked(self) -> bool:
        me = threading.get_ident()
        places = {
            thread: (id(frame.f_code), frame.f_lasti) for thread, frame in _active().items() if thread != me
        }
        if not places:
            return True
        if places != self._seen or _somebody_could_run():
            self._seen, self._since = places, _monotonic()
            return False
        return _monotonic() - self._since >= STILL_SECONDS


def _somebody_could_run() -> bool:
    """Whether the kernel counts another thread of this process as runnable; False where it cannot be asked."""
    me = threading.get_native_id()
    try:
        tasks = [task for task in os.listdir("/proc/self/task") if int(task) != me]
        return any(_state(f"/proc/self/task/{task}/stat") == "R" for task in tasks)
    except OSError:
        return False


def _state(path: str) -> str:
    with open(path, encoding="latin-1") as file:
        return file.read().rpartition(") ")[2][:1]


def install() -> Clock:
    """Puts a virtual clock in the place of every clock and every wait, and returns it."""
    clock = Clock()
    _replace_time(clock)
    _replace_datetime(clock)
    _replace_waits(clock)
    return clock


def _replace_time(clock: Clock) -> None:
    def now() -> float:
        return clock.epoch + clock.read()

    def nanoseconds(source: Callable[[], float]) -> Callable[[], int]:
        return lambda: int(source() * 1_000_000_000)

    def sleep(seconds: float) -> None:
        if not 0 <= seconds <= LONGEST_WAIT_SECONDS:  # as the real one: negative, NaN, or too long
            raise ValueError("sleep length must be non-negative, and not too large")
        clock.wait(float(seconds))

    # A base apart from zero: code that takes `0` for "never" must not be lucky here.
    base = 100_000.0

    def monotonic() -> float:
        return base + clock.read()

    def by_clock(number: int) -> float:
        return now() if number == time.CLOCK_REALTIME else monotonic()

    real: dict[str, Any] = {
        name: getattr(time, name) for name in ("gmtime", "localtime", "ctime", "strftime")
    }
    replaced: dict[str, Any] = {
        "sleep": sleep,
        "time": now,
        "monotonic": monotonic,
        "perf_counter": monotonic,
        "time_ns": nanoseconds(now),
        "monotonic_ns": nanoseconds(monotonic),
        "perf_counter_ns": nanoseconds(monotonic),
        "clock_gettime": by_clock,
        "clock_gettime_ns": lambda number: int(by_clock(number) * 1_000_000_000),
        "gmtime": lambda seconds=None: real["gmtime"](now() if seconds is None else seconds),
        "localtime": lambda seconds=None: real["localtime"](now() if seconds is None else seconds),
        "ctime": lambda seconds=None: real["ctime"](now() if seconds is None else seconds),
        "strftime": lambda form, moment=None: real["strftime"](
            form, real["localtime"](now()) if moment is None else moment
        ),
    }
    for name, function in replaced.items():
        setattr(time, name, function)
    threading._time = monotonic  # type: ignore[attr-defined]  # bound at import, by Condition.wait_for and Event


def _replace_datetime(clock: Clock) -> None:
    class AlsoReal(type):
        """Instances made by code that kept the real class count as ours."""

        def __instancecheck__(cls, value: object) -> bool:
            real = replaced.get(cls)
            return isinstance(value, real) if real else type.__instancecheck__(cls, value)

        def __subclasscheck__(cls, other: type) -> bool:
            real = replaced.get(cls)
            return issubclass(other, real) if real else type.__subclasscheck__(cls, other)

    class Datetime(RealDatetime, metaclass=AlsoReal):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return cls.fromtimestamp(clock.epoch + clock.read(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.timezone.utc).replace(tzinfo=None)  # noqa: UP017  # as the library does

        @classmethod
        def today(cls) -> Any:
            return cls.now()

    class Date(RealDate, metaclass=AlsoReal):
        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(clock.epoch + clock.read())

    replaced: dict[type, type] = {Datetime: RealDatetime, Date: RealDate}
    for mine, name in ((Datetime, "datetime"), (Date, "date")):
        mine.__module__, mine.__name__, mine.__qualname__ = "datetime", name, name
        setattr(datetime, name, mine)


def _replace_waits(clock: Clock) -> None:
    def condition_wait(self: threading.Condition, timeout: float | None = None) -> bool:
        if timeout is None or timeout <= 0:
            return _wait(self, timeout)
        return clock.timed(lambda seconds: _wait(self, seconds), timeout)

    threading.Condition.wait = condition_wait  # type: ignore[method-assign]

    def virtual_select(readers: Any, writers: Any, others: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return real_select(readers, writers, others, timeout)

        def poll(seconds: float) -> Any:
            found = real_select(readers, writers, others, seconds)
            return found if any(found) else ()

        return clock.timed(poll, timeout) or ([], [], [])

    select.select = virtual_select
    for name in ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector", "DevpollSelector"):
        kind = getattr(selectors, name, None)
        if kind is not None:
            kind.select = _timed_selector(clock, kind.select)

    if hasattr(signal, "sigtimedwait"):
        signal.sigtimedwait = lambda _signals, timeout: clock.wait(timeout)


def _timed_selector(clock: Clock, real: Callable[..., Any]) -> Callable[..., Any]:
    def virtual(self: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return real(self, timeout)
        return clock.timed(lambda seconds: real(self, seconds), timeout)

    return virtual
