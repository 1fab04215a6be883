"""The submission under test: its functions called in the child, its requests and waits seen outside."""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from ...base.strangers_text import visible
from ...report.report import Moment
from ...sandbox.child import Child, ChildGone, ChildOverdue
from ...sandbox.protocol import Handle, ProtocolBroken, decode, encode, number, reads_a_stranger, text
from .lines import Line, LineAnswer, Lines, LineWire
from .port import BACKLOG, Port, PortTaken
from .wire import MALFORMED, Answer, Handler, Hangup, NoReply, Refused, Reply, Request, Wire

MAX_MOMENTS = 40
"""Of the last conversation, kept for a picture of it."""
MAX_WAITS = 100_000
"""Waits that are kept: a busy wait is told as one."""
MAX_REQUESTS = 20_000
"""Requests and lines that are kept; the longest hidden test sends some thousands."""
MAX_REQUEST_BYTES = 64 << 20
"""Of the bodies of requests, and of lines, that are kept; an honest one is some hundred bytes."""
MAX_LINE_LETTERS = 200
"""Of a line, shown in a picture."""
MAX_PLACED_WAITS = 200
"""Waits of which it is kept where they came from; a message has a few."""
MAX_WAIT_SECONDS = 1e10
"""Of one wait: a clock cannot be set to more."""
MAX_LINE = 10_000_000
"""Of a source file: no file that is read has as many."""
MAX_ERRORS = 100
"""Of the first calls, and of the last, kept so that a finding which names one can tell where it was raised."""
MAX_TYPES = 50
MAX_MESSAGE = 2_000
MAX_FRAMES = 20
"""Of what a child tells of an error: its driver tells no more."""
MAX_WAIT_FRAMES = 30
MAX_NAME = 200
"""Of what a child tells of a wait, in frames and in characters: its driver tells no more."""
LOOK_SECONDS = 2.0
"""Real time to say what runs; it takes some milliseconds."""
EXAM = "all calls of the exam together"
MODULE = "module"


@dataclass(frozen=True)
class Place:
    """A frame inside the workspace: the child's claim, shown and not judged."""

    path: str
    line: int
    function: str


@dataclass(frozen=True)
class Returned:
    """A call came back. `value` is plain data, or a `Handle` of an object that stayed in the child."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """A call raised. `types` is the exception's MRO as qualified names, most derived first.

    `where` are frames in the workspace, innermost last; `token` is that of the `FakeError` which came back
    as the very same object; `origin` is the first of the errors that this one was raised `from`.
    """

    types: tuple[str, ...]
    message: str
    where: tuple[Place, ...] = ()
    token: str | None = None
    origin: Raised | None = None

    @property
    def type(self) -> str:
        """The qualified name of the exception's own class."""
        return self.types[0]


Outcome = Returned | Raised


@dataclass(frozen=True, slots=True)
class Frame:
    """A running function of a thread that waits: the child's claim.

    `number` is its own for as long as it runs (0: not known). Outside of the workspace the path is
    empty, and `function` is the top-level package.
    """

    path: str
    line: int
    function: str
    first_line: int
    number: int


@dataclass(frozen=True, slots=True)
class Wait:
    """The code waited `seconds` from `at` on, in virtual time.

    `where` are the frames of the thread that waited, innermost last; empty where that is not known,
    as for a busy wait.
    """

    at: float
    seconds: float
    where: tuple[Frame, ...] = ()


class FakeError(Exception):
    """Raised by a fake's function: the child gets a fresh exception, which `token` recognises again.

    It is of a type of its own, derived from Python's exception called `kind`.
    """

    def __init__(self, token: str, message: str, kind: str = "Exception") -> None:
        self.token, self.message, self.kind = token, message, kind
        super().__init__(message)


class Fake:
    """An object in the child whose methods call these functions, in the grader.

    Where it does not wait (`waits=False`), its methods only tell of each call and return None at once:
    many calls take a tenth of the time, and what a function returns or raises is lost. Of a method that is
    repeated, the grader hears of the calls when the last has come back, at the latest.
    """

    _count = 0

    def __init__(self, methods: Mapping[str, Callable[..., Any]], *, waits: bool = True) -> None:
        Fake._count += 1
        self.number = Fake._count
        self.methods = dict(methods)
        self.waits = waits

    def as_message(self) -> dict[str, Any]:
        """How the pipe carries it."""
        return {"$": "fake", "v": self.number, "methods": list(self.methods), "waits": self.waits}


class Budget:
    """The real time that all questions of one exam may take together, from now on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; not positive when it is used up."""
        return self._until - time.monotonic()


class Starter(Protocol):
    """Forks a child of the submission's jail."""

    def __call__(self, on_event: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Child: ...


class Subject:
    """One fresh process of the submission, its wires and its clock."""

    def __init__(
        self,
        start: Starter,
        wires: Mapping[str, Handler | Lines | Refused],
        environment: Mapping[str, str],
        *,
        paths: tuple[str, ...],
        seconds: float,
        starts_at: float | None = None,
        budget: Budget | None = None,
        on_overdue: Callable[[], None] = lambda: None,
        on_tangled: Callable[[], None] = lambda: None,
        last_look: Callable[[Subject], None] = lambda _subject: None,
    ) -> None:
        self.epoch = time.time() if starts_at is None else starts_at
        self.now = 0.0
        self.waits: list[Wait] = []
        self.requests: list[Request] = []
        self.lines: list[Line] = []
        self.moments: list[Moment] = []
        self.errors: list[Raised] = []
        self.has_acted = self.is_aside = False
        self._seconds, self._on_overdue, self._on_tangled = seconds, on_overdue, on_tangled
        self._last_look = last_look
        self._budget = budget or Budget(math.inf)
        self._request_bytes = 0
        self._looking = False
        self._fakes: dict[int, Fake] = {}
        self._serving = False
        self._busy_since: float | None = None
        self._handlers = {
            name: handler for name, handler in wires.items() if not isinstance(handler, Refused)
        }
        self._child = start(self._on_event)
        self._wires: dict[str, Port] = {}
        try:
            sockets = self._child.begin(
                paths=paths,
                listeners=tuple(wires),
                environment=environment,
                starts_at=self.epoch,
                asks_before_waits=any(isinstance(each, Lines) for each in wires.values()),
                seconds=self._patience(),
            )
        except BaseException:
            self._child.end()
            raise
        self._refusing = {name: each for name, each in sockets.items() if name not in self._handlers}
        for name, handler in self._handlers.items():
            sockets[name].listen(BACKLOG)
            self._wires[name] = self._wire(name, sockets[name], handler)
        self._line_wires = [wire for wire in self._wires.values() if isinstance(wire, LineWire)]

    def _wire(self, name: str, listener: socket.socket, handler: Handler | Lines) -> Port:
        selector = self._child.selector
        if isinstance(handler, Lines):
            return LineWire(
                name,
                listener,
                selector,
                now=lambda: self.now,
                cut=handler.cut,
                on_line=partial(self._on_line, handler),
            )
        return Wire(
            name,
            listener,
            selector,
            now=lambda: self.now,
            catch_up=self._catch_up,
            on_request=partial(self._on_request, handler),
        )

    def call(self, target: str, *args: Any, **kwargs: Any) -> Outcome:
        """Calls `package.module:function` and says what came of it."""
        question = {"op": "call", "target": target}
        return self._converse(target.rpartition(":")[2], question, args, kwargs)

    def call_and_spoil(self, target: str, *args: Any) -> Outcome:
        """Calls `package.module:function`, then changes the lists and dictionaries that it gave back, in the child."""
        return self._converse(target.rpartition(":")[2], {"op": "spoil", "target": target}, args, {})

    def call_method(self, handle: Handle, name: str, *args: Any, **kwargs: Any) -> Outcome:
        """Calls a method of an object that stayed in the child."""
        return self.repeat_method(handle, name, 1, *args, **kwargs)

    def repeat_method(self, handle: Handle, name: str, times: int, *args: Any, **kwargs: Any) -> Outcome:
        """Calls a method so many times in a row, or until it raises; what came of the last call."""
        words = name if times == 1 else f"{name}, {times} times"
        question = {"op": "method", "handle": handle.number, "name": name, "times": times}
        return self._converse(words, question, args, kwargs)

    def _converse(
        self, words: str, question: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """A client's call as the wire's picture tells it: how it begins, and how it ends."""
        self._moment("client", MODULE, words, "call")
        outcome = self._ask({**question, **self._arguments(args, kwargs)})
        if not self._handlers and isinstance(outcome, Returned):
            self.has_acted = True
        self._ended(outcome)
        return outcome

    def get(self, target: str) -> Outcome:
        """The attribute `package.module:name`."""
        return self._ask({"op": "get", "target": target})

    def load(self, module: str) -> Outcome:
        """Imports a module."""
        return self._ask({"op": "load", "module": module})

    def picture(self, roots: list[str]) -> Outcome:
        """What holds what, from the names of these modules on; the child's claim."""
        return self._ask({"op": "picture", "roots": roots})

    def running(self) -> Outcome:
        """What runs in place of what the files say, as `sandbox/driver/inspection.py` tells it; a claim."""
        seconds = min(LOOK_SECONDS, self._patience())
        return _outcome(self._child.ask({"op": "running"}, seconds))

    def listen(self, name: str) -> None:
        """The port of this wire takes connections again."""
        self._open(self._wires[name].listen)

    def refuse(self, name: str) -> None:
        """The port of this wire ends its connections and refuses new ones, until `listen`."""
        self._open(self._wires[name].refuse)

    def silence(self, name: str) -> None:
        """The port of this wire ends its connections; who wants a new one waits in vain, until `listen`."""
        self._open(self._wires[name].silence)

    def hang_up(self, name: str) -> None:
        """Ends the connections of this wire; new ones are taken as before."""
        self._wires[name].hang_up()

    def unfinished(self, name: str) -> list[bytes]:
        """What came on open connections of a wire of lines and is no whole message yet."""
        wire = self._wires[name]
        return wire.unfinished if isinstance(wire, LineWire) else []

    def _open(self, act: Callable[[], None]) -> None:
        try:
            act()
        except PortTaken:
            self._child.end()
            raise ChildGone("it listens on a port of the test's own") from None

    def advance(self, seconds: float) -> None:
        """Virtual time passes."""
        self._take_in_lines()
        self.now += seconds
        self._busy_since = None
        self._ask({"op": "advance", "seconds": seconds})
        self._moment(MODULE, MODULE, f"{seconds:g} s pass", "wait")

    def forget(self) -> None:
        """Empties the records of requests, lines and waits; errors are remembered for the finding."""
        self.waits.clear()
        self.requests.clear()
        self.lines.clear()
        self.moments.clear()
        self._request_bytes = 0

    def set_aside(self) -> None:
        """Says that this process found something out and is none of the test's: what it did is not told of it."""
        self.is_aside = True

    def tangle(self) -> None:
        """Says that what was just found out changes how later tests go: they must run in one lane, in order."""
        self._on_tangled()

    def close(self) -> None:
        """Ends the process, after a last look at what runs in it."""
        if self._child.is_alive:
            self._last_look(self)
        for wire in self._wires.values():
            wire.close()
        for bound in self._refusing.values():
            bound.close()
        self._child.end()

    def _arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        self._remember(list(args) + list(kwargs.values()))
        return {
            "args": [encode(item) for item in args],
            "kwargs": {key: encode(item) for key, item in kwargs.items()},
        }

    def _remember(self, values: list[Any]) -> None:
        for value in values:
            if isinstance(value, Fake):
                self._fakes[value.number] = value
            elif isinstance(value, (list, tuple)):
                self._remember(list(value))
            elif isinstance(value, dict):
                self._remember(list(value.values()))

    def _ask(self, question: dict[str, Any]) -> Outcome:
        try:
            answer = self._child.ask(question, self._patience())
            self._take_in_lines()
            return _outcome(answer)
        except ChildOverdue:
            self._patience()
            self._on_overdue()
            raise

    def _patience(self) -> float:
        """Seconds that the next question may take; raises ChildOverdue when the exam has no more."""
        left = self._budget.left()
        if left <= 0:
            self._child.end()
            raise ChildOverdue(self._budget.seconds, EXAM)
        return min(self._seconds, left)

    def _on_event(self, event: dict[str, Any]) -> dict[str, Any] | None:
        kind = event.get("event")
        if kind in ("waited", "callback"):
            self._take_in_lines()  # said before; the child waits for an answer until it goes on
        if kind == "waited":
            kept = len(self.waits) < MAX_PLACED_WAITS
            where = _frames(event.get("where", [])) if kept else ()
            self._waited(number(event.get("seconds")), event.get("busy") is True, where)
            return {} if self._line_wires else None
        if kind == "idle":
            return {"idle": self._is_idle(), "served": self._child.served}
        if kind == "callback":
            return self._call_back(event)
        if kind == "called":
            self._call_back(event)
            return None
        raise ProtocolBroken("an event of unknown kind")

    def _is_idle(self) -> bool:
        """Whether nothing is under way, once all that has arrived is served; no again while it is served."""
        if self._serving or self._looking:
            return False
        self._looking = True
        try:
            while self._child.serve():
                pass
        finally:
            self._looking = False
        return not any(wire.busy for wire in self._wires.values())

    def _waited(self, seconds: float, busy: bool, where: tuple[Frame, ...]) -> None:
        if len(self.waits) >= MAX_WAITS or seconds > MAX_WAIT_SECONDS:
            raise ProtocolBroken("waits without end")
        if seconds <= 0:
            return
        if busy and self._busy_since is not None and self.waits:
            self.waits[-1] = Wait(self.waits[-1].at, self.waits[-1].seconds + seconds)
        else:
            self.waits.append(Wait(self.now, seconds, where))
            if not busy:
                self._moment(MODULE, MODULE, f"waits {seconds:g} s", "wait")
        self.now += seconds
        self._busy_since = self.now if busy else None

    def _call_back(self, event: dict[str, Any]) -> dict[str, Any]:
        fake = self._fakes.get(int(number(event.get("fake"))))
        method = fake.methods.get(text(event.get("method"))) if fake else None
        args, kwargs = event.get("args"), event.get("kwargs")
        if method is None or type(args) is not list or type(kwargs) is not dict:
            raise ProtocolBroken("a callback to nothing")
        self.has_acted = True
        try:
            value = method(
                *[decode(item) for item in args], **{key: decode(item) for key, item in kwargs.items()}
            )
        except FakeError as error:
            return {"token": error.token, "message": error.message, "kind": error.kind}
        except TypeError as error:
            return {"token": "", "message": str(error), "kind": "TypeError"}
        return {"returned": encode(value)}

    def _catch_up(self) -> None:
        while self._child.drain():
            pass

    def _take_in_lines(self) -> None:
        for wire in self._line_wires:
            wire.take_in()

    def _arrived(self, size: int) -> None:
        """Counts what was sent; raises ChildGone when it is without end."""
        self._busy_since = None
        self.has_acted = True
        self._request_bytes += size
        if len(self.requests) + len(self.lines) > MAX_REQUESTS or self._request_bytes > MAX_REQUEST_BYTES:
            self._child.end()
            raise ChildGone("it sent requests without end")

    def _on_line(self, lines: Lines, line: Line) -> LineAnswer:
        self.lines.append(line)
        self._arrived(len(line.data))
        self._moment(MODULE, line.wire, _in_words(line.data), "line")
        answer = lines.on_line(line)
        if isinstance(answer, Hangup):
            self._moment(line.wire, MODULE, "hangs up", "reply")
        elif answer:
            self._moment(line.wire, MODULE, _in_words(answer), "reply")
        return answer

    def _on_request(self, handler: Handler, request: Request) -> Answer:
        self._take_in_lines()  # said before
        self.requests.append(request)
        self._arrived(len(request.body))
        self._moment(MODULE, request.wire, f"{request.method} {request.path}", "request")
        if request.method == MALFORMED:
            return Reply(400)
        self._serving = True
        try:
            answer = handler(request)
        finally:
            self._serving = False
        said = str(answer.status) if isinstance(answer, Reply) else "no answer"
        said = said if not isinstance(answer, NoReply) else "never answers"
        self._moment(request.wire, MODULE, said, "reply")
        return answer

    def _moment(self, source: str, target: str, words: str, kind: Any) -> None:
        shown = visible(words)
        self.moments.append(Moment(at=self.now, source=source, target=target, text=shown, kind=kind))
        del self.moments[:-MAX_MOMENTS]

    def _ended(self, outcome: Outcome) -> None:
        if isinstance(outcome, Raised):
            self._moment(MODULE, "client", outcome.type.rpartition(".")[2], "raise")
            self.errors.append(outcome)
            del self.errors[MAX_ERRORS:-MAX_ERRORS]
        else:
            self._moment(MODULE, "client", "returns", "return")


def _in_words(data: bytes) -> str:
    """Bytes of a wire as a picture shows them."""
    return data[: 4 * MAX_LINE_LETTERS].decode("utf-8", "replace").rstrip("\r\n")[:MAX_LINE_LETTERS]


@reads_a_stranger
def _outcome(answer: dict[str, Any]) -> Outcome:
    """The child's answer as a value; raises ProtocolBroken on any other shape."""
    if "returned" in answer:
        return Returned(decode(answer["returned"]))
    raised: Any = answer.get("raised")
    found = _raised(raised)
    origin, token = raised.get("origin"), raised.get("token")
    return replace(
        found,
        token=None if token is None else text(token),
        origin=None if origin is None else _raised(origin),
    )


def _raised(told: Any) -> Raised:
    if type(told) is not dict or type(told.get("types")) is not list or not told["types"]:
        raise ProtocolBroken("an answer of unknown shape")
    where = told.get("where")
    return Raised(
        types=tuple(text(kind) for kind in told["types"][:MAX_TYPES]),
        message=text(told.get("message"))[:MAX_MESSAGE],
        where=tuple(_place(frame) for frame in where[-MAX_FRAMES:]) if type(where) is list else (),
    )


def _place(frame: Any) -> Place:
    if type(frame) is not list or len(frame) != 3 or type(frame[1]) is not int or abs(frame[1]) > MAX_LINE:
        raise ProtocolBroken("a frame of unknown shape")
    return Place(text(frame[0]), frame[1], text(frame[2]))


def _frames(told: Any) -> tuple[Frame, ...]:
    if type(told) is not list or len(told) > MAX_WAIT_FRAMES:
        raise ProtocolBroken("a wait of unknown shape")
    return tuple(_frame(each) for each in told)


def _frame(told: Any) -> Frame:
    if type(told) is not list or len(told) != 5:
        raise ProtocolBroken("a frame of unknown shape")
    path, line, function, first_line, mark = told
    numbers = (line, first_line, mark)
    if any(type(each) is not int or each < 0 for each in numbers) or max(line, first_line) > MAX_LINE:
        raise ProtocolBroken("a frame of unknown shape")
    if max(len(text(path)), len(text(function))) > MAX_NAME:
        raise ProtocolBroken("a frame with a name that is too long")
    return Frame(path, line, function, first_line, mark)
