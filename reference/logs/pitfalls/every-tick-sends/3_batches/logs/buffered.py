"""Entries wait, and go together."""

import time
from collections.abc import Callable

from logs.entries import Entry, Sink
from logs.losses import Losses
from logs.waiting import Waiting

ENOUGH = 50
MOST_IN_ONE = 100
LONGEST_SECONDS = 1.0


class Buffered:
    """Never raises. Whether a refusal is a pause or a loss is decided by whoever knows the sink's errors."""

    def __init__(
        self, sink: Sink, losses: Losses, waiting: Waiting, pause_after: Callable[[Exception], float | None]
    ) -> None:
        self._sink = sink
        self._losses = losses
        self._waiting = waiting
        self._pause_after = pause_after
        self._pause_until: float | None = None

    def write(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._losses.add(self._waiting.add(time.monotonic(), entry))
        urgent = len(self._waiting) >= ENOUGH or any(entry["level"] == "ERROR" for entry in entries)
        if urgent and self._pause_until is None:
            self._send_all()

    def tick(self) -> None:
        now = time.monotonic()
        if self._pause_until is not None:
            if now >= self._pause_until:
                self._pause_until = None
                self._send_all()
        elif self._waiting.oldest_since(now) >= LONGEST_SECONDS or self._losses.notices():
            self._send_all()

    def stop(self) -> None:
        self._send_all()

    def _send_all(self) -> None:
        going_on = bool(self._waiting or self._losses.notices())
        while going_on:
            going_on = self._send_some() and bool(self._waiting)

    def _send_some(self) -> bool:
        """One request; whether another one may follow."""
        notices = self._losses.notices()
        batch = self._waiting.first(MOST_IN_ONE - len(notices))
        try:
            self._sink.write(notices + batch)
        except Exception as error:
            seconds = self._pause_after(error)
            if seconds is not None:
                self._pause_until = time.monotonic() + seconds
                return False
            self._losses.add(len(batch))
        else:
            self._losses.told()
        self._waiting.drop(len(batch))
        return True
