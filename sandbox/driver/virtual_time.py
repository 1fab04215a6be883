"""Puts a virtual clock in the place of every clock and every wait, before any other code is loaded.

What stays real: the time-outs of sockets (they are small here), timers of the kernel but for `signal.pause`,
waits for another process, processor time.
"""

from __future__ import annotations

import _queue
import _thread
import datetime
import functools
import importlib
import math
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from . import stand_in
from .clock import Clock

LONGEST_WAIT_SECONDS = 9e9
"""Of one wait: the real clock takes no more either."""

real_select = select.select
RealDatetime = datetime.datetime
RealDate = datetime.date
_sleep = time.sleep


def install() -> Clock:
    """Puts a virtual clock in the place of every clock and every wait, and returns it."""
    clock = Clock()
    os.register_at_fork(after_in_child=clock.part)
    _replace_time(clock)
    _replace_datetime(clock)
    _replace_waits(clock)
    _note_starts(clock)
    return clock


def _replace_time(clock: Clock) -> None:
    def now() -> float:
        return clock.epoch + clock.read()

    def nanoseconds(source: Callable[[], float]) -> Callable[[], int]:
        return lambda: int(source() * 1_000_000_000)

    def sleep(seconds: float, /) -> None:
        if not _is_wait(seconds):
            _sleep(seconds)  # nothing, or an error: negative, NaN, too long, no number
        else:
            clock.sleep(float(seconds))

    # A base apart from zero: code that takes `0` for "never" must not be lucky here.
    base = 100_000.0

    def monotonic() -> float:
        return base + clock.read()

    def by_clock(number: int, /) -> float:
        return now() if number == time.CLOCK_REALTIME else monotonic()

    real: dict[str, Any] = {
        name: getattr(time, name) for name in ("gmtime", "localtime", "ctime", "asctime", "strftime")
    }
    replaced: dict[str, Callable[..., Any]] = {
        "sleep": sleep,
        "time": now,
        "monotonic": monotonic,
        "perf_counter": monotonic,
        "time_ns": nanoseconds(now),
        "monotonic_ns": nanoseconds(monotonic),
        "perf_counter_ns": nanoseconds(monotonic),
        "clock_gettime": by_clock,
        "clock_gettime_ns": lambda number, /: int(by_clock(number) * 1_000_000_000),
        "gmtime": lambda seconds=None, /: real["gmtime"](now() if seconds is None else seconds),
        "localtime": lambda seconds=None, /: real["localtime"](now() if seconds is None else seconds),
        "ctime": lambda seconds=None, /: real["ctime"](now() if seconds is None else seconds),
        "asctime": lambda moment=None, /: real["asctime"](
            real["localtime"](now()) if moment is None else moment
        ),
        "strftime": lambda form, moment=None, /: real["strftime"](
            form, real["localtime"](now()) if moment is None else moment
        ),
    }
    stand_in.functions(time, replaced)


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
    """All waits with a time-out of the standard library end in one of these, which are written in C."""
    semaphore = importlib.import_module("_multiprocessing").SemLock
    for kind in (_thread.LockType, _thread.RLock, semaphore):
        stand_in.method(kind, "acquire", lambda real: _acquire(clock, real))
    stand_in.method(_queue.SimpleQueue, "get", lambda real: _get(clock, real))
    for name in ("poll", "devpoll"):
        if hasattr(select, name):
            kind = type(getattr(select, name)())
            stand_in.method(kind, "poll", lambda real: _poll(clock, real, in_one_second=1000))
    if hasattr(select, "epoll"):
        stand_in.method(select.epoll, "poll", lambda real: _poll(clock, real, in_one_second=1))
    if hasattr(select, "kqueue"):
        stand_in.method(select.kqueue, "control", lambda real: _control(clock, real))
    if hasattr(_thread, "_ThreadHandle"):
        stand_in.method(_thread._ThreadHandle, "join", lambda real: _join(clock, real))
    stand_in.functions(select, {"select": _select(clock)})
    if hasattr(signal, "sigtimedwait"):
        stand_in.functions(signal, {"sigtimedwait": _sigtimedwait(clock, signal.sigtimedwait)})
    stand_in.functions(signal, {"pause": _pause(clock, signal.pause)})


def _note_starts(clock: Clock) -> None:
    real = threading.Thread.start

    @functools.wraps(real)
    def start(self: threading.Thread) -> None:
        clock.starts(self)
        real(self)

    threading.Thread.start = start  # type: ignore[method-assign]


def _acquire(clock: Clock, real: Callable[..., bool]) -> Callable[..., bool]:
    def acquire(self: Any, *args: Any, **kwargs: Any) -> bool:
        blocking, timeout = _blocking_and_timeout(*args, **kwargs)
        if not blocking or not _is_wait(timeout):
            return real(self, *args, **kwargs)
        return clock.timed(lambda seconds: real(self, True, seconds), timeout)

    return acquire


def _blocking_and_timeout(blocking: Any = True, timeout: Any = None, block: Any = True) -> tuple[bool, Any]:
    """What was asked of a lock, which each kind calls by other names."""
    return bool(blocking and block), timeout


def _is_wait(timeout: Any) -> bool:
    """Whether that time-out makes a call wait until then; it may be none, negative, or wrong."""
    return isinstance(timeout, (int, float)) and 0 < timeout <= LONGEST_WAIT_SECONDS


def _get(clock: Clock, real: Callable[..., Any]) -> Callable[..., Any]:
    def get(self: Any, block: bool = True, timeout: Any = None) -> Any:
        if not block or not _is_wait(timeout):
            return real(self, block, timeout)

        def poll(seconds: float) -> list[Any]:
            try:
                return [real(self, True, seconds)]
            except _queue.Empty:
                return []

        found = clock.timed(poll, timeout)
        if not found:
            raise _queue.Empty
        return found[0]

    return get


def _poll(clock: Clock, real: Callable[..., Any], in_one_second: int) -> Callable[..., Any]:
    def poll(self: Any, timeout: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not _is_wait(timeout):
            return real(self, timeout, *args, **kwargs)
        return clock.timed(
            lambda seconds: real(self, math.ceil(seconds * 1000) / 1000 * in_one_second, *args, **kwargs),
            timeout / in_one_second,
        )

    return poll


def _control(clock: Clock, real: Callable[..., Any]) -> Callable[..., Any]:
    def control(self: Any, changes: Any, most: int, timeout: Any = None) -> Any:
        if not _is_wait(timeout):
            return real(self, changes, most, timeout)
        found = real(self, changes, most, 0)
        return found or clock.timed(lambda seconds: real(self, None, most, seconds), timeout)

    return control


def _join(clock: Clock, real: Callable[..., None]) -> Callable[..., None]:
    def join(self: Any, timeout: Any = None) -> None:
        if not _is_wait(timeout):
            return real(self, timeout)

        def poll(seconds: float) -> bool:
            real(self, seconds)
            return bool(self.is_done())

        clock.timed(poll, timeout)
        return None

    return join


def _select(clock: Clock) -> Callable[..., Any]:
    def virtual(readers: Any, writers: Any, others: Any, timeout: Any = None, /) -> Any:
        if not _is_wait(timeout):
            return real_select(readers, writers, others, timeout)

        def poll(seconds: float) -> Any:
            found = real_select(readers, writers, others, seconds)
            return found if any(found) else ()

        return clock.timed(poll, timeout) or ([], [], [])

    return virtual


def _sigtimedwait(clock: Clock, real: Callable[..., Any]) -> Callable[..., Any]:
    def sigtimedwait(signals: Any, timeout: Any, /) -> Any:
        if not _is_wait(timeout):
            return real(signals, timeout)
        return clock.timed(lambda seconds: real(signals, seconds), timeout)

    return sigtimedwait


def _pause(clock: Clock, real: Callable[[], None]) -> Callable[[], None]:
    def pause() -> None:
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        if not left:
            return real()
        signal.setitimer(signal.ITIMER_REAL, interval, interval)
        clock.sleep(left)
        signal.raise_signal(signal.SIGALRM)
        return None

    return pause
