"""The spoiled file: a copy of the right design's, with one flaw."""

import socket


class Screen:
    """A screen at an address."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._address = (host, port)
        self._seconds = seconds

    def show(self, text: str) -> None:
        """Shows one line, or nothing."""
        with socket.create_connection(self._address, self._seconds) as connection:
            connection.sendall(f"{text}\n".encode())
            connection.makefile(encoding="utf-8").readline()
