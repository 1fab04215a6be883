"""From what a client says to an entry."""

import time
from collections.abc import Callable

from logs.sinks import Entry, Sink


def entry(level: str, logger: str, message: str) -> Entry:
    """An entry of this moment."""
    now = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    return {
        "at": f"{whole}.{int(now % 1 * 1000):03}Z",
        "level": level,
        "logger": logger,
        "message": message,
    }


def sayer(sink: Sink) -> Callable[[str, str, str], None]:
    """A function that writes one entry a call."""

    def say(level: str, logger: str, message: str) -> None:
        sink.write([entry(level, logger, message)])

    return say
