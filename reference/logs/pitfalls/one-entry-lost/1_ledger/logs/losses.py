"""What was lost, and not told yet."""

from collections.abc import Callable

from logs.entries import Entry


class Losses:
    """Counts lost entries from one notice to the next."""

    def __init__(self, now: Callable[[], str]) -> None:
        self._now = now
        self._count = 0

    def add(self, count: int) -> None:
        self._count += count

    def notices(self) -> list[Entry]:
        """One entry that tells the losses; none when there are none."""
        if not self._count:
            return []
        words = f"{self._count} entries lost" if self._count > 1 else "1 entry lost"
        return [{"at": self._now(), "level": "WARNING", "logger": "logs", "message": words}]

    def told(self) -> None:
        """The notice was taken."""
        self._count = 0
