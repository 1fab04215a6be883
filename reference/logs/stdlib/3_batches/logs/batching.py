"""A handler that holds another one, and lets records wait."""

import logging
import time
from email.message import Message
from logging import LogRecord
from urllib.error import HTTPError

from logs.ledger import notice
from logs.telling import Poster

SOON, ROOM, IN_ONE, SECONDS = 50, 500, 100, 5.0


class BatchHandler(logging.Handler):
    """`flush` is the tick: it sends what is due. `empty` sends all that can be sent."""

    def __init__(self, poster: Poster, level: str) -> None:
        super().__init__(level)
        self._poster = poster
        self._records: list[LogRecord] = []
        self._arrived: dict[int, float] = {}
        self._missing = 0
        self._calm_again: float | None = None

    def emit(self, record: LogRecord) -> None:
        self._records.append(record)
        self._arrived[id(record)] = time.monotonic()
        if len(self._records) > ROOM:
            self._let_one_go()
        if self._calm_again is None and (len(self._records) >= SOON or record.levelno >= logging.ERROR):
            self.empty()

    def flush(self) -> None:
        if self._calm_again is not None:
            due = time.monotonic() >= self._calm_again
        else:
            due = self._missing > 0 or self._is_old()
        if due:
            self._calm_again = None
            self.empty()

    def empty(self) -> None:
        first = True
        while self._records or (first and self._missing):
            first = False
            told = notice(self._missing)
            batch = self._records[: IN_ONE - len(told)]
            try:
                self._poster.post(told + batch)
            except Exception as error:
                if is_for_good(error):
                    self._missing += len(batch)
                else:
                    self._calm_again = time.monotonic() + seconds_of(error)
                    break
            else:
                self._missing = 0
            self._forget(batch)

    def _is_old(self) -> bool:
        now = time.monotonic()
        return any(now - self._arrived[id(record)] >= SECONDS for record in self._records[:1])

    def _let_one_go(self) -> None:
        victim = min(self._records, key=lambda record: record.levelno >= logging.WARNING)
        self._missing += 1
        self._forget([victim])

    def _forget(self, records: list[LogRecord]) -> None:
        for record in records:
            del self._arrived[id(record)]
        self._records = [record for record in self._records if id(record) in self._arrived]


def is_for_good(error: Exception) -> bool:
    """Whether Ledger answered, and asked nobody to come back."""
    return isinstance(error, HTTPError) and error.code < 500 and error.code != 429


def seconds_of(error: Exception) -> float:
    headers = getattr(error, "headers", None) or Message()
    told = str(headers.get("Retry-After", ""))
    return float(told) if told.isdigit() else SECONDS
