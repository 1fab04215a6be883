"""The way to a destination of which nothing is known."""

from collections.abc import Callable
from contextlib import suppress

from logs.entries import Entry, Sink


class Mailbox:
    """What does not arrive is remembered, and spoken of with what comes next."""

    def __init__(self, destination: Sink, clock: Callable[[], str]) -> None:
        self._destination = destination
        self._clock = clock
        self._missing: list[Entry] = []

    def write(self, entries: list[Entry]) -> None:
        post = self._apology() + entries
        try:
            self._destination.write(post)
        except Exception:
            self._missing.extend(entries)
        else:
            self._missing.clear()

    def tick(self) -> None:
        if apology := self._apology():
            with suppress(Exception):
                self._destination.write(apology)
                self._missing.clear()

    def stop(self) -> None:
        self.tick()

    def _apology(self) -> list[Entry]:
        if not self._missing:
            return []
        said = " ".join([str(len(self._missing)), "entries", "lost"])
        return [dict(at=self._clock(), level="WARNING", logger="logs", message=said)]
