"""The server's log: one line for each event, which no text of a stranger can end, forge or colour."""

from __future__ import annotations

import logging
from typing import TextIO

from ..views.escape import one_line

CONTINUED = "  | "
"""Begins every line that belongs to the one before: a line of the log itself begins with its time."""

MOST_CHARACTERS = 4000


class Lines(logging.Formatter):
    """Time, level, place and message on one line; a traceback below it, each line marked; signs written out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        below = self.formatException(record.exc_info) if record.exc_info else ""
        lines = [f"{CONTINUED}{one_line(line, MOST_CHARACTERS)}" for line in below.splitlines()]
        return "\n".join([one_line(self.formatMessage(record), MOST_CHARACTERS), *lines])


def log_to(stream: TextIO) -> None:
    """Writes warnings and worse to the stream from now on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler])
