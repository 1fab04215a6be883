"""Bounds the memory of a whole sandbox: the kernel's own limit counts each process alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from kata.sandbox import ending

PERIOD_SECONDS = 0.05  # in which a fast program touches another 100 MiB or so
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

Measure = Callable[[int], int]


class Watchdog:
    """Ends the process `pid` and all below it once they hold more than `limit_bytes` together."""

    def __init__(self, pid: int, limit_bytes: int, measure: Measure | None = None) -> None:
        self.bitten = False
        self._pid = pid
        self._limit = limit_bytes
        self._measure = measure or memory_in_use
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begins to look, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Call it before the process is waited for: afterwards its number may be another's."""
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(PERIOD_SECONDS):
            if self._measure(self._pid) > self._limit:
                self.bitten = True
                ending.end(self._pid)
                return


def memory_in_use(pid: int) -> int:
    """Bytes that `pid` and all below it hold beside what is mapped from files; 0 without a /proc."""
    return sum(_held(each) for each in (pid, *ending.descendants(pid)))


def _held(pid: int) -> int:
    try:
        _size, resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * PAGE_BYTES
