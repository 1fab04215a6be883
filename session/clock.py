"""What time it is, read so that a restart, a suspended laptop and a moved clock can be told apart."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux names the current boot; other systems have no such file."""

TOLERANCE_SECONDS = 2.0
"""Wall and monotonic clocks are read one after the other and are rounded; less than this is no news."""

TOLERANCE_SHARE = 0.001
"""Clocks that are kept right over the network are sped up or slowed down by up to 0.05 %."""


class Instant(msgspec.Struct, frozen=True, kw_only=True):
    """One moment on every clock of the machine, in seconds.

    `wall` since 1970 in UTC; `awake` since boot without suspension; `running` since boot with
    suspension; `boot` names the boot, or is empty where the machine does not tell.
    """

    wall: float
    awake: float
    running: float
    boot: str = ""

    def text(self) -> str:
        """The wall clock's time in ISO 8601, in UTC, to the second."""
        return datetime.fromtimestamp(self.wall, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def time_of_day(self) -> str:
        """The wall clock's time of day where the machine is, to the second."""
        return datetime.fromtimestamp(self.wall).astimezone().strftime("%H:%M:%S")


class Clock(Protocol):
    """Where a session gets its time from."""

    def now(self) -> Instant:
        """The present moment."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> Instant:
        return Instant(wall=time.time(), awake=_awake(), running=_running(), boot=_boot())


class Elapsed(msgspec.Struct, frozen=True, kw_only=True):
    """What lies between two instants, in seconds.

    `worked` is the time that the machine was awake, `suspended` the time that it slept, `moved` how
    far somebody set the wall clock forward (or back, negative) beside the passing of time.
    """

    worked: float
    suspended: float = 0.0
    moved: float = 0.0


def elapsed(start: Instant, end: Instant) -> Elapsed:
    """The time from `start` to `end`: by the monotonic clocks within one boot, by the wall across boots."""
    wall = end.wall - start.wall
    if not _same_boot(start, end):
        return Elapsed(worked=max(0.0, wall), moved=min(0.0, wall))
    running = end.running - start.running
    worked = max(0.0, min(end.awake - start.awake, running))
    suspended = running - worked
    moved = wall - running
    return Elapsed(
        worked=worked,
        suspended=suspended if suspended > TOLERANCE_SECONDS else 0.0,
        moved=moved if abs(moved) > TOLERANCE_SECONDS + TOLERANCE_SHARE * running else 0.0,
    )


def _same_boot(start: Instant, end: Instant) -> bool:
    """Whether both were read in one boot; where boots have no name, a clock that went on must do."""
    return start.boot == end.boot and end.running >= start.running


def _awake() -> float:
    # On macOS CLOCK_MONOTONIC goes on during sleep and CLOCK_UPTIME_RAW does not; on Linux it is
    # CLOCK_BOOTTIME that goes on and CLOCK_MONOTONIC that does not.
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_UPTIME_RAW)
    return time.monotonic()


def _running() -> float:
    name = "CLOCK_MONOTONIC" if sys.platform == "darwin" else "CLOCK_BOOTTIME"
    number: int | None = getattr(time, name, None)
    return time.monotonic() if number is None else time.clock_gettime(number)


def _boot() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""
