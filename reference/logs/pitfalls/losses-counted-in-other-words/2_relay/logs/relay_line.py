"""The line to the people on duty, and what is said when the bell did not ring."""

from collections.abc import Callable
from itertools import chain

from logs.entries import Entry, Sink

LOUD = ("WARNING", "ERROR")


class RelayLine:
    """Rings for what is loud; whatever is not heard is told later. It never raises."""

    def __init__(self, bell: Sink, clock: Callable[[], str]) -> None:
        self._bell = bell
        self._clock = clock
        self._unheard = 0

    def write(self, entries: list[Entry]) -> None:
        loud = list(filter(lambda entry: entry["level"] in LOUD, entries))
        if len(loud) > 0:
            self._unheard = 0 if self._is_heard(loud) else self._unheard + len(loud)

    def tick(self) -> None:
        if self._unheard > 0 and self._is_heard([]):
            self._unheard = 0

    def stop(self) -> None:
        self.tick()

    def _is_heard(self, loud: list[Entry]) -> bool:
        apologies: list[Entry] = []
        if self._unheard > 0:
            said = str(self._unheard) + " entries lost"
            apologies.append({"at": self._clock(), "level": "WARNING", "logger": "logs", "message": said})
        try:
            self._bell.write(list(chain(apologies, loud)))
        except Exception:
            return False
        return True
