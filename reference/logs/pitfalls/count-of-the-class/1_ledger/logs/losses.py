"""What was lost, and not told yet."""

from collections.abc import Callable

from logs.entries import Entry


class Losses:
    """Counts lost entries from one notice to the next."""

    _count = 0

    def __init__(self, now: Callable[[], str]) -> None:
        self._now = now

    def add(self, count: int) -> None:
        Losses._count += count

    def notices(self) -> list[Entry]:
        """One entry that tells the losses; none when there are none."""
        if not self._count:
            return []
        words = f"{self._count} entries lost"
        return [{"at": self._now(), "level": "WARNING", "logger": "logs", "message": words}]

    def told(self) -> None:
        """The notice was taken."""
        Losses._count = 0
