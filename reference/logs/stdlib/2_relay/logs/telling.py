"""A handler in front of anything that posts records and may raise."""

import logging
from logging import LogRecord
from typing import Protocol

from logs.ledger import notice


class Poster(Protocol):
    """Posts records, or raises when they were not taken."""

    def post(self, records: list[LogRecord]) -> None: ...


class TellingHandler(logging.Handler):
    """Counts the records that could not be posted, and posts their number when that can be done."""

    def __init__(self, poster: Poster, level: str) -> None:
        super().__init__(level)
        self._poster = poster
        self._missing = 0

    def emit(self, record: LogRecord) -> None:
        self.send([record])

    def flush(self) -> None:
        if self._missing:
            self.send([])

    def send(self, records: list[LogRecord]) -> None:
        """Posts several at once, which are taken together or not at all."""
        if self._posted([*notice(self._missing), *records]):
            self._missing = 0
        else:
            self._missing += len(records)

    def _posted(self, records: list[LogRecord]) -> bool:
        try:
            self._poster.post(records)
        except Exception:
            return False
        return True
