"""A part that is heard when it loses something."""

from logs.entries import Entry, Part
from logs.losses import Losses


class Strict:
    """Raises a ConnectionError when there is a loss that was not told."""

    def __init__(self, part: Part, losses: Losses) -> None:
        self._part = part
        self._losses = losses

    def write(self, entries: list[Entry]) -> None:
        self._part.write(entries)
        if self._losses.notices():
            raise ConnectionError("something was lost")

    def tick(self) -> None:
        self._part.tick()

    def stop(self) -> None:
        self._part.stop()
