"""Several parts that know nothing of each other."""

from collections.abc import Sequence

from logs.entries import Entry, Part
from logs.ledger import Ledger


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


_write = Ledger.write


def write_copies(ledger: Ledger, entries: list[Entry]) -> None:
    """Ledger gets copies, so that nobody changes what the others get."""
    _write(ledger, [dict(entry) for entry in entries])


Ledger.write = write_copies
