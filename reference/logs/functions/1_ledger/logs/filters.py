"""Sinks that let only some entries through."""

from collections.abc import Callable

from logs.sinks import Entry, Sink

ORDER = {"DEBUG": 0, "INFO": 1, "WARNING": 2, "ERROR": 3}


def let_through(wanted: Callable[[Entry], bool], sink: Sink) -> Sink:
    """Only entries that are wanted; no call when there are none."""

    def write(entries: list[Entry]) -> None:
        if chosen := list(filter(wanted, entries)):
            sink.write(chosen)

    return sink._replace(write=write)


def at_least(level: str, sink: Sink) -> Sink:
    """Only entries of that level or above."""
    return let_through(lambda entry: ORDER[entry["level"]] >= ORDER[level], sink)
