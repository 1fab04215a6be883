"""Simulators on real ports and in real time, to try things by hand."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from ...base.errors import MachineError
from .lines import Line, LineAnswer, Lines, LineWire
from .port import Port
from .wire import MALFORMED, Answer, Handler, Reply, Request, Wire

TURN_SECONDS = 0.5
"""Real time between two looks at whether to stop."""


@dataclass(frozen=True)
class Offered:
    """A simulator to serve: its name, its port on 127.0.0.1 (0: any), what answers."""

    name: str
    port: int
    handler: Handler | Lines


def serve(
    offers: tuple[Offered, ...],
    on_exchange: Callable[[Request | Line, Answer | LineAnswer], None],
    *,
    on_ready: Callable[[dict[str, str]], None] = lambda _places: None,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Serves until `until()`; tells the base URLs once all listen, then every exchange.

    Raises MachineError when a port is taken.
    """
    selector = selectors.DefaultSelector()
    began = time.monotonic()
    wires: list[Port] = []

    def now() -> float:
        return time.monotonic() - began

    places: dict[str, str] = {}
    try:
        for offer in offers:
            listener = _listen(offer)
            places[offer.name] = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wires.append(_wire(offer, listener, selector, now, on_exchange))
        on_ready(places)
        while not until():
            for key, _ in selector.select(TURN_SECONDS):
                key.data()
    finally:
        for wire in wires:
            wire.close()
        selector.close()


def _listen(offer: Offered) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", offer.port))
    except OSError as error:
        raise MachineError(
            f"Port {offer.port} for {offer.name} cannot be used ({error.strerror}). "
            "Stop what listens there, or choose another port."
        ) from error


def _wire(
    offer: Offered,
    listener: socket.socket,
    selector: selectors.BaseSelector,
    now: Callable[[], float],
    on_exchange: Callable[[Request | Line, Answer | LineAnswer], None],
) -> Port:
    handler = offer.handler
    if isinstance(handler, Lines):
        lines = handler

        def take(line: Line) -> LineAnswer:
            said = lines.on_line(line)
            on_exchange(line, said)
            return said

        return LineWire(offer.name, listener, selector, now=now, cut=lines.cut, on_line=take)
    asked = handler

    def answer(request: Request) -> Answer:
        said = Reply(400) if request.method == MALFORMED else asked(request)
        on_exchange(request, said)
        return said

    return Wire(offer.name, listener, selector, now=now, catch_up=lambda: None, on_request=answer)
