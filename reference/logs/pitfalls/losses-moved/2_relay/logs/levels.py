"""A level below which nothing is let through."""

from logs.entries import LEVELS, Entry, Part


class AtLeast:
    """Lets entries through whose level is the least one or above."""

    def __init__(self, level: str, part: Part) -> None:
        self._least = LEVELS.index(level)
        self._part = part

    def write(self, entries: list[Entry]) -> None:
        kept = [entry for entry in entries if LEVELS.index(entry["level"]) >= self._least]
        if kept:
            self._part.write(kept)

    def tick(self) -> None:
        self._part.tick()

    def stop(self) -> None:
        self._part.stop()
