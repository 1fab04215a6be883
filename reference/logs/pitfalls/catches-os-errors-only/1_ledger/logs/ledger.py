"""Ledger, as a handler: it filters, formats, sends and forgives."""

import json
import logging
import time
from logging import Formatter, LogRecord
from urllib.request import Request, urlopen

TAKEN = 202


class UtcFormatter(Formatter):
    """Tells the moment of a record in UTC."""

    converter = time.gmtime

    def formatTime(self, record: LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        whole = super().formatTime(record, "%Y-%m-%dT%H:%M:%S")
        return f"{whole}.{int(record.msecs):03}Z"


class LedgerHandler(logging.Handler):
    """One record a call."""

    def __init__(self, url: str, token: str, timeout_seconds: float, level: str) -> None:
        super().__init__(level)
        self._address = f"{url}/v1/entries"
        self._token = token
        self._timeout_seconds = timeout_seconds
        self._times = UtcFormatter()
        self._lost = 0

    def emit(self, record: LogRecord) -> None:
        self._send([record])

    def flush(self) -> None:
        if self._lost:
            self._send([])

    def post(self, records: list[LogRecord]) -> None:
        """One request; raises an OSError or an HTTPException when they were not taken."""
        body = json.dumps({"entries": [self._entry(record) for record in records]}).encode()
        request = Request(self._address, body, method="POST")
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=self._timeout_seconds) as answer:
            if answer.status != TAKEN:
                raise OSError(f"Ledger answered {answer.status}")

    def _send(self, records: list[LogRecord]) -> None:
        try:
            self.post(notice(self._lost) + records)
        except OSError:
            self._lost += len(records)
        else:
            self._lost = 0

    def _entry(self, record: LogRecord) -> dict[str, str]:
        return {
            "at": self._times.formatTime(record),
            "level": record.levelname,
            "logger": record.part,
            "message": record.getMessage(),
        }


def notice(lost: int) -> list[LogRecord]:
    """The record that tells a loss; none when nothing was lost."""
    if not lost:
        return []
    fields = {"levelname": "WARNING", "levelno": logging.WARNING, "part": "logs"}
    return [logging.makeLogRecord({**fields, "msg": f"{lost} entries lost"})]
