"""Relay, which is told over TCP and never answers."""

import socket

from logs.entries import Entry

LOCAL0 = 16
SEVERITIES = {"ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}


class Relay:
    """One connection for each list of entries. Raises an OSError when no connection took them."""

    def __init__(self, host: str, port: int, hostname: str, timeout_seconds: float) -> None:
        self._address = (host, port)
        self._hostname = hostname
        self._timeout_seconds = timeout_seconds

    def write(self, entries: list[Entry]) -> None:
        frames = b"".join(self._frame(entry) for entry in entries)
        with socket.create_connection(self._address) as connection:
            connection.sendall(frames)

    def _frame(self, entry: Entry) -> bytes:
        priority = LOCAL0 * 8 + SEVERITIES[entry["level"]]
        head = f"<{priority}>1 {entry['at']} {self._hostname} {entry['logger']} - - - "
        message = (head + entry["message"]).encode()
        return b"%d %b" % (len(message), message)
