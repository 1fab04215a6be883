"""The wire to what is outside: real HTTP/1.1 on loopback, served in the grader's own thread.

Each listener has a handler, called once a request is complete, in the order of arrival. Everything that
arrives is kept, also what is no HTTP.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import h11

READ_BYTES = 1 << 16
MAX_BODY_BYTES = 1 << 20
"""Of one request: a message is 140 characters."""
MAX_CONNECTIONS = 256
"""Open at one time on one wire, which is what one process of the submission can hold; more are closed."""
MAX_UNREAD_BYTES = 1 << 20
"""Of answers that a client does not read; an answer is some hundred bytes."""
MALFORMED = "(no HTTP)"
"""Method of a request that could not be read."""


class Refused(Enum):
    """A port on which nobody listens."""

    REFUSED = "refused"


REFUSED = Refused.REFUSED


@dataclass(frozen=True)
class Request:
    """One request as it arrived. `at` is virtual seconds since the start; header names are in lower case."""

    wire: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is none, or is nested too deeply to be read."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


@dataclass(frozen=True)
class Reply:
    """An answer with a status, a body and headers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, value: Any) -> Reply:
        """An answer whose body is JSON and says so."""
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


@dataclass(frozen=True)
class NoReply:
    """The connection stays open and nothing is ever said."""


@dataclass(frozen=True)
class Hangup:
    """The connection is closed without an answer."""


Answer = Reply | NoReply | Hangup
Handler = Callable[[Request], Answer]


class Wire:
    """One listener and its connections. `on_request` records and answers; `catch_up` runs before each."""

    def __init__(
        self,
        name: str,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        *,
        now: Callable[[], float],
        catch_up: Callable[[], object],
        on_request: Callable[[Request], Answer],
    ) -> None:
        self.name = name
        self._listener, self._selector = listener, selector
        self._now, self._catch_up, self._on_request = now, catch_up, on_request
        self._connections: set[_Connection] = set()
        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ, self._accept)

    @property
    def busy(self) -> bool:
        """Whether a request is on its way or unanswered."""
        return any(connection.busy for connection in self._connections)

    def close(self) -> None:
        """Closes the listener and every connection."""
        for connection in list(self._connections):
            connection.close()
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self._listener)
        self._listener.close()

    def answer(self, request: Request) -> Answer:
        """What the handler says; all that the code has told before is taken in first."""
        return self._on_request(request)

    def _accept(self) -> bool:
        accepted = False
        for _ in range(MAX_CONNECTIONS):
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            accepted = True
            if len(self._connections) >= MAX_CONNECTIONS:
                connection.close()
                continue
            with contextlib.suppress(OSError):  # it may be gone already
                self._connections.add(_Connection(connection, self, self._selector))
        return accepted

    def request(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
        """A request as it is recorded, stamped with the virtual time."""
        self._catch_up()
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        return Request(self.name, method, unquote(parts.path), query, headers, body, self._now())

    def forget(self, connection: _Connection) -> None:
        self._connections.discard(connection)


class _Connection:
    """One connection, keep-alive or not."""

    def __init__(self, connection: socket.socket, wire: Wire, selector: selectors.BaseSelector) -> None:
        self._socket, self._wire, self._selector = connection, wire, selector
        self._http = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._raw = b""
        self._withheld = False
        self._unsent = b""
        self._blocked = self._last = False
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ, self._read)

    @property
    def busy(self) -> bool:
        return self._withheld or self._head is not None

    def close(self) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self._socket)
        self._socket.close()
        self._wire.forget(self)

    def _read(self) -> bool:
        if self._unsent:
            return self._flush()  # what was asked before is answered before more is read
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data and (self._withheld or self._head is None):
            self.close()
            return True
        if self._withheld:
            return True
        self._raw = (self._raw + data)[:4096]
        try:
            self._http.receive_data(data)
            self._events()
        except (h11.ProtocolError, ValueError):
            # what is no HTTP is recorded too, so that nothing goes unseen
            self._wire.answer(self._wire.request(MALFORMED, "", {}, self._raw))
            self.close()
        except OSError:
            self.close()
        return True

    def _events(self) -> None:
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
                return
            if event is h11.PAUSED:
                return
            if isinstance(event, h11.Request):
                self._head, self._body = event, bytearray()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > MAX_BODY_BYTES:
                    raise ValueError("a body without end")
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                if not self._complete(self._head):
                    return
            elif isinstance(event, h11.ConnectionClosed):
                self.close()
                return

    def _complete(self, head: h11.Request) -> bool:
        """Hands the request on and writes the answer; whether the connection can take another."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in head.headers}
        target, method = head.target.decode("latin-1"), head.method.decode("latin-1")
        answer = self._wire.answer(self._wire.request(method, target, headers, bytes(self._body)))
        self._head, self._raw = None, b""
        if isinstance(answer, NoReply):
            self._withheld = True
            return False
        if isinstance(answer, Hangup):
            self.close()
            return False
        lines = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
        said = self._http.send(h11.Response(status_code=answer.status, headers=lines)) or b""
        if head.method != b"HEAD" and answer.body:
            said += self._http.send(h11.Data(data=answer.body)) or b""
        said += self._http.send(h11.EndOfMessage()) or b""
        self._write(said)  # at once: a client that is woken twice for one answer costs time
        if self._http.our_state is h11.MUST_CLOSE:
            self._last = True
            self._flush()
            return False
        self._http.start_next_cycle()
        return True

    def _write(self, data: bytes | None) -> None:
        """Sends without ever waiting: what the client does not take in now is sent when it does."""
        self._unsent += data or b""
        if len(self._unsent) > MAX_UNREAD_BYTES:
            raise ConnectionAbortedError("a client that reads nothing")
        if self._unsent:
            self._flush()

    def _flush(self) -> bool:
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return True
        self._unsent = self._unsent[sent:]
        if self._blocked != bool(self._unsent):
            self._blocked = bool(self._unsent)
            waits = selectors.EVENT_WRITE if self._blocked else selectors.EVENT_READ
            self._selector.modify(self._socket, waits, self._read)
        if self._last and not self._blocked:
            self.close()
        return sent > 0
