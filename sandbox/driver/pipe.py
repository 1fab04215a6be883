"""Frames on a socket: four bytes of length, big-endian, then one JSON object in ASCII."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from typing import Any

HEADER = struct.Struct(">I")
AT_ONE_GO = 1 << 15
"""Bytes of messages that are kept at most, to be sent together."""


class Closed(Exception):
    """The grader is gone; there is nothing left to do."""


class Pipe:
    """One end of a socket that carries frames; sends are safe from several threads."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._sending = threading.Lock()
        self._asking = threading.Lock()
        self._owner = os.getpid()
        self._kept = b""

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        self._put(_frame(message), descriptors)

    def send_soon(self, message: dict[str, Any]) -> None:
        """Sends it together with the next one, or with `flush`: many small messages cost time one by one.

        A process that was forked from this one ends unasked, so it keeps nothing.
        """
        data = _frame(message)
        if os.getpid() != self._owner:
            self._put(data)
            return
        with self._sending:
            self._kept += data
        if len(self._kept) > AT_ONE_GO:
            self.flush()

    def flush(self) -> None:
        """Sends what was kept."""
        self._put(b"")

    def _put(self, data: bytes, descriptors: tuple[int, ...] = ()) -> None:
        with self._sending:
            if os.getpid() == self._owner:
                data, self._kept = self._kept + data, b""
            if descriptors:
                sent = socket.send_fds(self._socket, [data], list(descriptors))
                data = data[sent:]
            self._socket.sendall(data)

    def receive(self) -> tuple[dict[str, Any], list[int]]:
        """The next frame, and the descriptors that came with it."""
        data, descriptors, _, _ = socket.recv_fds(self._socket, HEADER.size, 8)
        while len(data) < HEADER.size:
            data += self._some(HEADER.size - len(data))
        (size,) = HEADER.unpack(data)
        body = b""
        while len(body) < size:
            body += self._some(size - len(body))
        message: dict[str, Any] = json.loads(body)
        return message, descriptors

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Sends and waits for the answer; one question at a time over all threads."""
        with self._asking:
            self.send(message)
            return self.receive()[0]

    def close(self) -> None:
        self._socket.close()

    def _some(self, size: int) -> bytes:
        chunk = self._socket.recv(min(size, 1 << 16))
        if not chunk:
            raise Closed
        return chunk


def _frame(message: dict[str, Any]) -> bytes:
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return HEADER.pack(len(body)) + body


def silence() -> None:
    """Sends what the trainee's code prints to nowhere, so that no flood of it can stall a grading."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
