"""Relay, which takes frames over TCP."""

import contextlib
import re
import socket
from logging import LogRecord

from logs.ledger import UtcFormatter

CODES = {"ERROR": 131, "WARNING": 132, "INFO": 134, "DEBUG": 135}
CARD = re.compile(r"(?<!\d)\d{13,16}(?!\d)", re.ASCII)


class RelayPoster:
    """Keeps a connection; raises an OSError when none takes the records."""

    def __init__(self, host: str, port: int, hostname: str, timeout_seconds: float) -> None:
        self._place = (host, port)
        self._hostname = hostname
        self._timeout_seconds = timeout_seconds
        self._times = UtcFormatter()
        self._connection: socket.socket | None = None

    def post(self, records: list[LogRecord]) -> None:
        data = b"".join(self._framed(record) for record in records)
        try:
            self._connected().sendall(data)
        except OSError:
            self._hang_up()
            self._connected().sendall(data)

    def _connected(self) -> socket.socket:
        if self._connection is not None and self._gone(self._connection):
            self._hang_up()
        if self._connection is None:
            self._connection = socket.create_connection(self._place, self._timeout_seconds)
        return self._connection

    def _gone(self, connection: socket.socket) -> bool:
        """Relay never answers: what can be read is the end."""
        connection.setblocking(False)
        try:
            return not connection.recv(1)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            connection.settimeout(self._timeout_seconds)

    def _hang_up(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None

    def _framed(self, record: LogRecord) -> bytes:
        text = CARD.sub(lambda found: "****" + found.group()[-4:], record.getMessage())
        at, code = self._times.formatTime(record), CODES[record.levelname]
        message = f"<{code}>1 {at} {self._hostname} {record.part} - - - \ufeff{text}".encode()
        return f"{len(message)} ".encode() + message
