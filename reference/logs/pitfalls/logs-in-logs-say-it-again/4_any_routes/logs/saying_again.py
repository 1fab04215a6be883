"""A log in the place of a destination."""

from typing import Any

from logs.entries import Entry, Sink


class SayingAgain:
    """Says each entry to a log."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def write(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._log.log(entry["level"], entry["logger"], entry["message"])


def as_sink(destination: Any) -> Sink:
    return SayingAgain(destination) if hasattr(destination, "log") else destination
