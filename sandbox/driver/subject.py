"""One child: the workspace's code, driven over the operations channel, one operation at a time.

Operations: begin (listeners, environment, paths, clock), load, get, call, spoil, method, advance, picture,
running. Each is answered by `{"returned": value}` or `{"raised": {...}}`.
"""

from __future__ import annotations

import builtins
import importlib
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from . import handed_in, inspection, picture
from .clock import Clock
from .libraries import Libraries
from .pipe import Closed, Pipe
from .rooms import Room
from .values import Handles, decode, encode, spoil

RUN_CODE = frozenset({"load", "get", "call", "spoil", "method", "advance"})
"""Operations after which threads may be at something."""
MAX_MESSAGE = 2_000
"""Characters of an exception's message that are told."""
MAX_TYPES = 50
"""Classes of an exception's ancestry that are told."""
MAX_CHAIN = 20
"""Exceptions that are followed from one that was raised `from` another back to the first."""


class Subject:
    """The workspace's code behind numbered handles; answers operations until the channel closes."""

    def __init__(
        self, operations: Pipe, events: Pipe, clock: Clock, room: Room, libraries: Libraries
    ) -> None:
        self._operations = operations
        self._events = events
        self._clock = clock
        self._handles = Handles()
        self._fakes: dict[int, Any] = {}
        self._tokens: dict[int, tuple[BaseException, str]] = {}
        self._tells_soon = False
        self._room = room
        self._workspace = clock.workspace = room.tree
        self._libraries = libraries
        self._inspection = inspection.Inspection("", libraries)
        self._listeners: list[socket.socket] = []

    def serve(self) -> None:
        acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "begin": self._begin,
            "load": self._load_only,
            "get": lambda request: self._get(request["target"]),
            "call": lambda request: self._call(self._get(request["target"]), request),
            "spoil": lambda request: spoil(self._call(self._get(request["target"]), request)),
            "method": self._call_method,
            "advance": lambda request: self._clock.advance(request["seconds"]),
            "picture": lambda request: picture.draw(request["roots"], self._workspace),
            "running": lambda _request: self._inspection.rows(),
        }
        while True:
            try:
                request, _ = self._operations.receive()
            except (Closed, ConnectionError):
                return
            self._room.enter()
            self._clock.work()
            answer: dict[str, Any]
            try:
                answer = {"returned": encode(acts[request["op"]](request), self._handles)}
            except BaseException as error:  # SystemExit and KeyboardInterrupt are the trainee's here
                answer = {"raised": self._raised(error)}
            answer["id"] = request["id"]
            self._clock.rest()
            if request["op"] in RUN_CODE:
                self._clock.settle()
            if request["op"] == "begin":
                self._hand_over(answer)
            else:
                self._operations.send(answer)

    def _hand_over(self, answer: dict[str, Any]) -> None:
        """Gives the listeners away for good: who shares one could make the grader's accept block."""
        self._operations.send(answer, tuple(listener.fileno() for listener in self._listeners))
        for listener in self._listeners:
            listener.close()

    def _begin(self, request: dict[str, Any]) -> dict[str, int]:
        """Binds the ports, sets the environment and the clock, and makes the workspace importable."""
        ports: dict[str, int] = {}
        for name in request["listeners"]:
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            listener.bind(("127.0.0.1", 0))
            ports[name] = listener.getsockname()[1]
            self._listeners.append(listener)
        for name, value in request["environment"].items():
            os.environ[name] = _with_places(value, ports)
        time.tzset()
        self._clock.begin(request["starts_at"], asks=request["asks_before_waits"])
        handed_in.install(self._workspace, self._room.source)
        self._inspection = inspection.Inspection(self._workspace, self._libraries)
        sys.path[:0] = [self._workspace]
        sys.path.extend(path for path in request["paths"] if path not in sys.path)
        os.chdir(self._workspace)
        sys.dont_write_bytecode = True
        return ports

    def _load_only(self, request: dict[str, Any]) -> None:
        self._load(request["module"])

    def _load(self, module: str) -> Any:
        found = importlib.import_module(module)
        self._inspection.remember()
        return found

    def _get(self, target: str) -> Any:
        module, _, path = target.partition(":")
        found = self._load(module)
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def _call(self, function: Any, request: dict[str, Any]) -> Any:
        arguments = [decode(item, self._handles, self._fake) for item in request["args"]]
        named = {key: decode(item, self._handles, self._fake) for key, item in request["kwargs"].items()}
        return function(*arguments, **named)

    def _call_method(self, request: dict[str, Any]) -> Any:
        """Calls a method as often as it is asked for, each time as a new call; what the last one returned."""
        method = getattr(self._handles.of(request["handle"]), request["name"])
        found = None
        self._tells_soon = request["times"] > 1
        try:
            for _ in range(request["times"]):
                self._clock.work()
                found = self._call(method, request)
        finally:
            self._tells_soon = False
            self._events.flush()
        return found

    def _fake(self, number: int, methods: list[str], waits: bool) -> Any:
        if number not in self._fakes:
            self._fakes[number] = self._new_fake(number, methods, waits)
        return self._fakes[number]

    def _new_fake(self, number: int, methods: list[str], waits: bool) -> Any:
        report = self._call_back if waits else self._tell

        def method(name: str) -> Callable[..., Any]:
            def call(_self: Any, *args: Any, **kwargs: Any) -> Any:
                return report(number, name, args, kwargs)

            call.__name__ = name
            return call

        return type("Given", (), {name: method(name) for name in methods})()

    def _call_back(self, number: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        answer = self._events.ask(self._as_event("callback", number, name, args, kwargs))
        if "token" in answer:
            kind = getattr(builtins, answer["kind"])
            error = type("GivenTrouble", (kind,), {"__module__": "given"})(answer["message"])
            self._tokens[id(error)] = (error, answer["token"])
            raise error
        return decode(answer["returned"], self._handles, self._fake)

    def _tell(self, number: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        send = self._events.send_soon if self._tells_soon else self._events.send
        send(self._as_event("called", number, name, args, kwargs))

    def _as_event(
        self, kind: str, number: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "event": kind,
            "fake": number,
            "method": name,
            "args": [encode(item, self._handles) for item in args],
            "kwargs": {key: encode(item, self._handles) for key, item in kwargs.items()},
        }

    def _raised(self, error: BaseException) -> dict[str, Any]:
        _, token = self._tokens.get(id(error), (None, None))
        origin = _origin(error)
        return {
            **self._told(error),
            "token": token,
            "origin": self._told(origin) if origin is not None else None,
        }

    def _told(self, error: BaseException) -> dict[str, Any]:
        try:
            message = str(error)[:MAX_MESSAGE]
        except BaseException:
            message = "(its message could not be read)"
        kinds = [f"{kind.__module__}.{kind.__qualname__}" for kind in type.mro(type(error))[:MAX_TYPES]]
        return {"types": kinds, "message": message, "where": self._where(error)}

    def _where(self, error: BaseException) -> list[list[Any]]:
        """Frames inside the workspace, innermost last: (path, line, function)."""
        prefix = self._workspace + os.sep
        found = [
            [frame.filename[len(prefix) :], frame.lineno or 0, frame.name]
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.startswith(prefix)
        ]
        if isinstance(error, SyntaxError) and str(error.filename or "").startswith(prefix):
            found.append([str(error.filename)[len(prefix) :], error.lineno or 0, "<module>"])
        return found[-20:]


def _with_places(value: str, ports: dict[str, int]) -> str:
    """The value with `{name}`, `{name.host}` and `{name.port}` of each listener filled in."""
    for name, port in ports.items():
        value = value.replace("{" + name + "}", f"http://127.0.0.1:{port}")
        value = value.replace("{" + name + ".host}", "127.0.0.1").replace("{" + name + ".port}", str(port))
    return value


def _origin(error: BaseException) -> BaseException | None:
    """The first error of those that this one was raised from; None when it was raised from none."""
    found = None
    for _ in range(MAX_CHAIN):
        cause = (found or error).__cause__
        if cause is None:
            break
        found = cause
    return found
