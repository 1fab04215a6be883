"""A right design, stage by stage: here the one place that speaks to the screen."""

import socket


class ScreenError(Exception):
    """The screen did not show the line."""


class Screen:
    """A screen at an address. Raises ScreenError, or an OSError where there is no connection."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._address = (host, port)
        self._seconds = seconds

    def show(self, text: str) -> None:
        """Shows one line."""
        with socket.create_connection(self._address, self._seconds) as connection:
            connection.sendall(f"{text}\n".encode())
            answer = connection.makefile(encoding="utf-8").readline().strip()
        if answer != "shown":
            raise ScreenError(answer)
