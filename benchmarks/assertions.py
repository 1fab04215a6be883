"""Thirty assertions on the SMS module of stage 1, which every peer of `peers.py` runs in its own way.

Nothing of `kata` is imported: the file lies in the folder of each peer. The submission is imported by the first
assertion, and a thread of the same process stands for Watertel. Each assertion writes its name to the file that
`ASSERTIONS_RAN` names.
"""

from __future__ import annotations

import importlib
import json
import os
import threading
from collections.abc import Callable
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PHONE = "9876543210"
CALLS = {
    "confirm_order": ("orders", "order_id", "B-42", "Your order B-42 is confirmed."),
    "delivery_update": ("logistics", "update", "It is in Agra.", "It is in Agra."),
    "send_otp": ("accounts", "code", "090807", "090807 is your Blipkart login code."),
}
"""Module, name of the second argument, a value of it, and the text that is sent."""
BAD_PHONES = ("", "987654321", "98765432101", "98765 4321", "98765abcde", "+919876543210", None)
BAD_TEXTS = ("", "x" * 141, None)
GOOD_TEXTS = ("x" * 140, "\U0001f4e6 é & 50% + #1? \\", " two  blanks ")
PADDED_PHONES = (f" {PHONE}", f"{PHONE}\n", f"\t{PHONE} ")


class Watertel(BaseHTTPRequestHandler):
    """Answers as the guide says, or with `status` and `body` where messages are sent."""

    status, body = 200, b'{"messageId": "m1"}'
    arrived: list[tuple[str, Any]] = []  # noqa: RUF012  # all requests of the process

    def do_POST(self) -> None:
        """A login or a message."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.arrived.append((self.path, json.loads(sent)))
        is_login = self.path == "/login"
        body = b'{"accessToken": "t1", "expiry": 3600}' if is_login else self.body
        self.send_response(200 if is_login else self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@cache
def begin() -> None:
    """Serves Watertel, and tells the submission where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Watertel)
    os.environ["WATERTEL_URL"] = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()


def call(function: str, *arguments: object, **named: object) -> object:
    """Calls a client function."""
    module = importlib.import_module(f"clients.{CALLS[function][0]}")
    return getattr(module, function)(*arguments, **named)


def sent() -> list[tuple[str, Any]]:
    """The messages that arrived."""
    return [each for each in Watertel.arrived if each[0] != "/login"]


def error(*arguments: object, status: int = 200, body: bytes = b"{}") -> type[Exception]:
    """The type of the error that `delivery_update` raises, where Watertel answers so."""
    Watertel.status, kept = status, Watertel.body
    Watertel.body = body
    try:
        call("delivery_update", *arguments)
    except Exception as raised:
        return type(raised)
    finally:
        Watertel.status, Watertel.body = 200, kept
    raise AssertionError("it raised nothing")


def delivers(function: str, *, by_name: bool) -> None:
    _, name, value, text = CALLS[function]
    named = {"phone_number": PHONE, name: value}
    assert (call(function, **named) if by_name else call(function, PHONE, value)) is None
    assert [(each["phone"], each["message"]) for _, each in sent()] == [(PHONE, text)]


def strips(phone: str) -> None:
    call("delivery_update", phone, "Hello")
    assert [each["phone"] for _, each in sent()] == [PHONE]


def keeps(text: str) -> None:
    call("delivery_update", PHONE, text)
    assert [each["message"] for _, each in sent()] == [text]


def refuses(phone: object, text: object) -> None:
    assert error(phone, text) is error("1", "Hello")
    assert not Watertel.arrived


def logs_in_once() -> None:
    for _ in range(3):
        call("delivery_update", PHONE, "Hello")
    assert len(Watertel.arrived) - len(sent()) <= 1
    assert len(sent()) == 3


def shows_its_token() -> None:
    call("delivery_update", PHONE, "Hello")
    assert sent()[0][0] == "/messages?accessToken=t1"


def has_a_priority() -> None:
    call("delivery_update", PHONE, "Hello")
    assert sent()[0][1]["priority"] in (1, 2, 3)


def tells(status: int, like: int) -> None:
    """Two statuses are trouble of one kind, and of no other."""
    kinds = {each: error(PHONE, "Hello", status=each) for each in (400, 401, 500)}
    assert error(PHONE, "Hello", status=status) is kinds[like]
    assert len(set(kinds.values())) == 3


def doubts(body: bytes) -> None:
    assert error(PHONE, "Hello", body=body) is error(PHONE, "Hello", status=500)


ASSERTIONS: dict[str, Callable[[], None]] = {
    **{f"delivers_{name}": partial(delivers, name, by_name=False) for name in CALLS},
    **{f"delivers_{name}_by_name": partial(delivers, name, by_name=True) for name in CALLS},
    **{f"strips_{index}": partial(strips, phone) for index, phone in enumerate(PADDED_PHONES)},
    **{f"keeps_{index}": partial(keeps, text) for index, text in enumerate(GOOD_TEXTS)},
    **{f"refuses_phone_{index}": partial(refuses, phone, "Hello") for index, phone in enumerate(BAD_PHONES)},
    **{f"refuses_text_{index}": partial(refuses, PHONE, text) for index, text in enumerate(BAD_TEXTS)},
    "logs_in_once": logs_in_once,
    "shows_its_token": shows_its_token,
    "has_a_priority": has_a_priority,
    **{
        f"tells_{status}": partial(tells, status, like)
        for status, like in ((403, 401), (302, 401), (503, 500))
    },
    **{f"doubts_{index}": partial(doubts, body) for index, body in enumerate((b"<html>", b"{}"))},
}


def check(name: str) -> None:
    """Runs one of them; raises what it raises."""
    begin()
    Watertel.arrived.clear()
    with Path(os.environ["ASSERTIONS_RAN"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")
    ASSERTIONS[name]()
