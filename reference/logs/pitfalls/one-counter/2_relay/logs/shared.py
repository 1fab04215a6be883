"""Losses of one destination, which the other hears of, too."""

from logs.entries import Entry
from logs.losses import Losses


class Shared:
    """Counts for both."""

    def __init__(self, own: Losses, other: Losses) -> None:
        self._own = own
        self._other = other

    def add(self, count: int) -> None:
        self._own.add(count)
        self._other.add(count)

    def notices(self) -> list[Entry]:
        return self._own.notices()

    def told(self) -> None:
        self._own.told()
