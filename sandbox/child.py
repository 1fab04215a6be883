"""One child process: the trainee's code behind two sockets, asked one thing at a time.

While a question is open, whatever else is registered with the selector (the wire, above all) is served
in the same thread, in a fixed order: what the child told of its waits, then requests, then answers. So
waits and requests are seen in their true order and no lock is needed.
"""

from __future__ import annotations

import math
import secrets
import selectors
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import protocol

READ_BYTES = 1 << 16
ID_BITS = 48
"""Of a question's number: an answer that was written beforehand does not have it."""
MAX_EVENTS = 200_000
"""Events that one question may cause; a flood beyond it ends the child."""
MAX_EVENT_BYTES = 64 << 20
"""Of all events that one question may cause: reading them must not cost minutes."""
SEND_SECONDS = 5.0
"""Real time in which the child must take in what it is sent; a question is some hundred bytes."""


class ChildGone(Exception):
    """The child ended while it was asked something: it exited, was killed, or broke the protocol."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ChildOverdue(Exception):
    """The child did not answer within the time allowed, and was ended; `what` did not come back."""

    def __init__(self, seconds: float, what: str = "the call") -> None:
        self.seconds = seconds
        self.what = what
        super().__init__(f"{what} did not come back within {seconds:g} s")


class Child:
    """A forked process of a jail. `on_event` answers what the child tells or asks, `idle()` included."""

    def __init__(
        self,
        operations: socket.socket,
        events: socket.socket,
        *,
        kill: Callable[[], None],
        fate: Callable[[], str],
        on_event: Callable[[dict[str, Any]], dict[str, Any] | None],
    ) -> None:
        self.selector = selectors.DefaultSelector()
        self._operations, self._events = operations, events
        self._kill, self._fate, self._on_event = kill, fate, on_event
        self._answers = protocol.Frames()
        self._told = protocol.Frames(remembers=True)  # the same few events are told thousands of times
        self._received: list[dict[str, Any]] = []
        self._descriptors: list[int] = []
        self._awaited = 0
        self._events_left, self._bytes_left = MAX_EVENTS, MAX_EVENT_BYTES
        self._seconds, self._until = math.inf, math.inf
        self._alive = True
        self.served = 0  # how often something that came on the wire was served
        for each in (operations, events):
            each.setblocking(False)
        self.selector.register(operations, selectors.EVENT_READ, None)
        self.selector.register(events, selectors.EVENT_READ, self.drain)

    def begin(
        self,
        *,
        paths: Sequence[str],
        listeners: Sequence[str],
        environment: Mapping[str, str],
        seconds: float,
        starts_at: float | None = None,
        asks_before_waits: bool = False,
    ) -> dict[str, socket.socket]:
        """Makes the workspace importable; gives a socket for each of the names, bound to a port of the child's.

        Nobody listens there until the grader does. `starts_at` is the time that the child's clock shows now
        (seconds since 1970; None: as it is). With `asks_before_waits` each wait that is told is to be answered.
        """
        self._awaited = len(listeners)
        self.ask(
            {
                "op": "begin",
                "paths": list(paths),
                "listeners": list(listeners),
                "environment": dict(environment),
                "starts_at": starts_at,
                "asks_before_waits": asks_before_waits,
            },
            seconds,
        )
        # From now on the trainee's code may run: what it hands over is thrown away by the kernel.
        self._awaited = 0
        if len(listeners) != len(self._descriptors):
            self._gone("it did not open its listeners")
        return {
            name: socket.socket(fileno=descriptor)
            for name, descriptor in zip(listeners, self._descriptors, strict=True)
        }

    @property
    def is_alive(self) -> bool:
        """Whether it was not ended yet."""
        return self._alive

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The child's answer, within `seconds` of real time; raises ChildGone or ChildOverdue."""
        self._events_left, self._bytes_left = MAX_EVENTS, MAX_EVENT_BYTES
        self._seconds, self._until = seconds, time.monotonic() + seconds
        number = secrets.randbits(ID_BITS)
        self._send(self._operations, {**question, "id": number})
        while not self._received:
            self._turn(self._left())
        answer = self._received.pop(0)
        if self._received or answer.get("id") != number:
            self._gone("it answered what was not asked")
        return answer

    def drain(self) -> bool:
        """Takes in all that the child has told so far; whether there was anything."""
        self._left()
        data = self._read(self._events)
        if data is None:
            return False
        self._bytes_left -= len(data)
        try:
            for event in self._told.feed(data):
                self._events_left -= 1
                if self._events_left < 0 or self._bytes_left < 0:
                    self._gone("it sent events without end")
                reply = self._on_event(event)
                if reply is not None:
                    self._send(self._events, reply)
        except protocol.ProtocolBroken as error:
            self._gone(str(error))
        return True

    def serve(self) -> bool:
        """Serves the wire as it is now, without waiting; whether anything was there to serve."""
        served = False
        self._left()
        for key, _ in self.selector.select(0):
            if key.data is not None and key.fileobj is not self._events and key.data():
                served = True
                self.served += 1
        return served

    def end(self) -> None:
        """Ends the child and closes its sockets; may be called twice."""
        if self._alive:
            self._alive = False
            self._kill()
            self.selector.close()
            self._operations.close()
            self._events.close()

    def _left(self) -> float:
        """Seconds that the question at hand may still take; ends the child when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            self.end()
            raise ChildOverdue(self._seconds)
        return left

    def _turn(self, seconds: float) -> None:
        """One round: told first, then the wire, then the answer."""
        ready = self.selector.select(seconds)
        if any(key.fileobj is self._events for key, _ in ready):
            self.drain()
        answered = False
        for key, _ in ready:
            if key.fileobj is self._operations:
                answered = True
            elif key.fileobj is not self._events:
                self.served += bool(key.data())
        if answered:
            self._take_answer()

    def _take_answer(self) -> None:
        data = self._read(self._operations)
        if data is None:
            return
        # What was told before the answer was sent is read before the answer is believed.
        while self.drain():
            pass
        self.serve()
        try:
            self._received += self._answers.feed(data)
        except protocol.ProtocolBroken as error:
            self._gone(str(error))

    def _read(self, end: socket.socket) -> bytes | None:
        try:
            if self._awaited:
                data, descriptors, _, _ = socket.recv_fds(end, READ_BYTES, self._awaited)
                self._descriptors += descriptors
            else:
                data = end.recv(READ_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        if not data:
            if end is self._events:
                # The operations channel tells the same, and knows the child's fate. The end may be read more than once.
                if self._events in self.selector.get_map():
                    self.selector.unregister(self._events)
                return None
            self._gone(self._fate())
        return data

    def _send(self, end: socket.socket, message: dict[str, Any]) -> None:
        data = protocol.frame(message)
        try:
            end.settimeout(SEND_SECONDS)
            end.sendall(data)
        except TimeoutError:
            self._gone("it stopped taking in what it is told")
        except OSError:
            self._gone(self._fate())
        finally:
            if self._alive:
                end.setblocking(False)

    def _gone(self, reason: str) -> None:
        self.end()
        raise ChildGone(reason)
