"""The wire of bytes: messages over TCP, cut apart as their protocol says. A message is called a line: most are."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from dataclasses import dataclass

from .port import Connection, Port
from .wire import Hangup

MAX_LINE_BYTES = 1 << 17
"""Of one message; more is none."""


@dataclass(frozen=True)
class Line:
    """One message as it arrived, with all its bytes. `at` is virtual seconds since the start.

    `connection` counts the connections of the wire from 1. What can be no message, or was not whole when its
    connection ended, is told with `whole` False; then no more of that connection follows.
    """

    wire: str
    connection: int
    data: bytes
    at: float
    whole: bool = True


LineAnswer = bytes | Hangup | None
"""Bytes to send back, the end of the connection, or nothing."""


def by_line_feed(data: bytes) -> int:
    """A message ends with a line feed."""
    return data.find(b"\n") + 1


@dataclass(frozen=True)
class Lines:
    """What stands at a port that speaks no HTTP, in place of a handler.

    `cut` gets the bytes that have come and not been cut off yet. It says how many of them are the first
    message: 0 while that is not whole, ValueError where it can never be one. `on_line` gets each message.
    """

    on_line: Callable[[Line], LineAnswer]
    cut: Callable[[bytes], int] = by_line_feed


class LineWire(Port):
    """One listener and its connections. `on_line` records and answers.

    Nobody waits for an answer here, so what was said before a wait must be taken in before that wait is counted:
    see `Port.take_in`.
    """

    def __init__(
        self,
        name: str,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        *,
        now: Callable[[], float],
        cut: Callable[[bytes], int],
        on_line: Callable[[Line], LineAnswer],
    ) -> None:
        self._now, self._cut, self._on_line = now, cut, on_line
        self._count = 0
        super().__init__(name, listener, selector)

    @property
    def unfinished(self) -> list[bytes]:
        """What came on open connections and is no whole message yet."""
        held = [connection.held for connection in self._connections if isinstance(connection, _Stream)]
        return [bytes(data) for data in held if data]

    def _connected(self, client: socket.socket) -> Connection:
        self._count += 1
        number = self._count

        def answer(data: bytes, whole: bool) -> LineAnswer:
            return self._on_line(Line(self.name, number, data, self._now(), whole))

        return _Stream(client, self._selector, self._connections.discard, self._cut, answer)


class _Stream(Connection):
    """One connection, with the bytes that are no whole message yet."""

    def __init__(
        self,
        client: socket.socket,
        selector: selectors.BaseSelector,
        forget: Callable[[Connection], None],
        cut: Callable[[bytes], int],
        answer: Callable[[bytes, bool], LineAnswer],
    ) -> None:
        super().__init__(client, selector, forget)
        self._cut, self._answer = cut, answer
        self.held = b""

    @property
    def busy(self) -> bool:
        return False

    def take(self, data: bytes) -> None:
        self.held += data
        while size := self._first():
            line, self.held = self.held[:size], self.held[size:]
            answer = self._answer(line, True)
            if isinstance(answer, Hangup):
                self.close()
                return
            self.write(answer)
        if size is None or not data:
            self._end()

    def _first(self) -> int | None:
        """How many bytes the first message has; 0: not whole yet; None: what has come can be none."""
        try:
            size = self._cut(self.held) if self.held else 0
        except ValueError:
            return None
        return None if not size and len(self.held) > MAX_LINE_BYTES else size

    def _end(self) -> None:
        """The rest is no message; nothing more is read."""
        rest, self.held = self.held, b""
        if rest:
            self._answer(rest, False)
        self.close()
