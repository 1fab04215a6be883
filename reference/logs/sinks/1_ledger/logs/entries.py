"""Entries and sinks: what all parts of the log agree on."""

from typing import Protocol

Entry = dict[str, str]
"""`at`, `level`, `logger` and `message`."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Sink(Protocol):
    """Takes entries. Returning means that all were taken; raising, that none was."""

    def write(self, entries: list[Entry]) -> None: ...


class Part(Sink, Protocol):
    """A sink that also hears that a second has passed, and that the shop shuts down."""

    def tick(self) -> None: ...

    def stop(self) -> None: ...
