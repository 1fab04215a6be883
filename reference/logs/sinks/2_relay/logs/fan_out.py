"""Several parts that know nothing of each other."""

from collections.abc import Sequence

from logs.entries import Entry, Part


class FanOut:
    """Tells each part all. None of them may raise: each forgives for itself."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def write(self, entries: list[Entry]) -> None:
        for part in self._parts:
            part.write(entries)

    def tick(self) -> None:
        for part in self._parts:
            part.tick()

    def stop(self) -> None:
        for part in self._parts:
            part.stop()
