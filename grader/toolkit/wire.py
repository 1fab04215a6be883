"""The wire to what is outside: real HTTP/1.1 on loopback, served in the grader's own thread.

Each listener has a handler, called once a request is complete, in the order of arrival. Everything that
arrives is kept, also what is no HTTP. A wire of other bytes is in `lines.py`.
"""

from __future__ import annotations

import json
import selectors
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import h11

from .port import Connection, Port

MAX_BODY_BYTES = 1 << 20
"""Of one request: a message is 140 characters."""
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
    """The connection is closed without an answer, or after it `said` the first bytes of one."""

    said: bytes = b""


Answer = Reply | NoReply | Hangup
Handler = Callable[[Request], Answer]


class Wire(Port):
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
        self._now, self._catch_up, self._on_request = now, catch_up, on_request
        super().__init__(name, listener, selector)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What the handler says to a request, stamped with the virtual time; all told before is taken in first."""
        self._catch_up()
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        return self._on_request(
            Request(self.name, method, unquote(parts.path), query, headers, body, self._now())
        )

    def _connected(self, client: socket.socket) -> Connection:
        return _Conversation(client, self._selector, self._connections.discard, self.answer)


class _Conversation(Connection):
    """One connection, keep-alive or not."""

    def __init__(
        self,
        client: socket.socket,
        selector: selectors.BaseSelector,
        forget: Callable[[Connection], None],
        answer: Callable[[str, str, Mapping[str, str], bytes], Answer],
    ) -> None:
        super().__init__(client, selector, forget)
        self._answer = answer
        self._http = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._raw = b""
        self._withheld = False

    @property
    def busy(self) -> bool:
        return self._withheld or self._head is not None

    def take(self, data: bytes) -> None:
        if not data and (self._withheld or self._head is None):
            self.close()
            return
        if self._withheld:
            return
        self._raw = (self._raw + data)[:4096]
        try:
            self._http.receive_data(data)
            self._events()
        except (h11.ProtocolError, ValueError):
            # what is no HTTP is recorded too, so that nothing goes unseen
            self._answer(MALFORMED, "", {}, self._raw)
            self.close()

    def _events(self) -> None:
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self.write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
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
        answer = self._answer(method, target, headers, bytes(self._body))
        self._head, self._raw = None, b""
        if isinstance(answer, NoReply):
            self._withheld = True
            return False
        if isinstance(answer, Hangup):
            self.write(answer.said)
            self.close_when_sent()
            return False
        lines = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
        said = self._http.send(h11.Response(status_code=answer.status, headers=lines)) or b""
        if head.method != b"HEAD" and answer.body:
            said += self._http.send(h11.Data(data=answer.body)) or b""
        said += self._http.send(h11.EndOfMessage()) or b""
        self.write(said)  # at once: a client that is woken twice for one answer costs time
        if self._http.our_state is h11.MUST_CLOSE:
            self.close_when_sent()
            return False
        self._http.start_next_cycle()
        return True
