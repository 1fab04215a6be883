"""One HTTP connection: a head within ten seconds, a body soon after, and not too many strangers from one address.

The web server alone would keep a silent or dripping connection for ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import h11
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
BODY_SECONDS = 25.0
"""A little more than the routes give themselves, which can still answer with a sentence."""

MOST_STRANGERS = 100
"""Connections of one address on which nobody has shown a token yet."""

KNOWN = "known"
"""In a request's state: to be called when whoever asks has proved who they are."""


def is_known(request: Request) -> None:
    """Whoever asks has proved who they are: their connection counts no more among strangers'."""
    told = getattr(request.state, KNOWN, None)
    if told is not None:
        told()


class Connection(H11Protocol):
    """As uvicorn's own, with deadlines. A class of its own is made for each server (`connections`)."""

    trusted = ""
    strangers: Counter[str]
    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._waits_for: object = None
        self._address = ""
        self.app_state = {**(self.app_state or {}), KNOWN: self._is_known}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if address and address != self.trusted:
            if self.strangers[address] >= MOST_STRANGERS:
                transport.abort()
                return
            self._address = address
            self.strangers[address] += 1
        self._arm(h11.IDLE, self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._is_known()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        state = self.conn.their_state
        if state is h11.IDLE and self.conn.trailing_data[0]:
            self._arm(h11.IDLE, self.head_seconds)
        elif state is h11.SEND_BODY:
            self._arm(h11.SEND_BODY, self.body_seconds)
        else:
            self._disarm()

    def _is_known(self) -> None:
        """It counts no more among the strangers of its address."""
        if self._address:
            self.strangers[self._address] -= 1
            if not self.strangers[self._address]:
                del self.strangers[self._address]
            self._address = ""

    def _arm(self, waits_for: object, seconds: float) -> None:
        """Begins to wait; a byte now and then does not begin anew."""
        if self._timer is None or self._waits_for is not waits_for:
            self._disarm()
            self._waits_for = waits_for
            self._timer = self.loop.call_later(seconds, self._late)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _late(self) -> None:
        self.transport.abort()


def connections(trusted: str = "") -> type[Connection]:
    """The connections of one server; the address of a proxy that is `trusted` is not counted."""
    return type("OwnConnection", (Connection,), {"strangers": Counter(), "trusted": trusted})
