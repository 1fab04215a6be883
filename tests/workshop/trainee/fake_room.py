"""A small real HTTP server that speaks as a room does, without a database and without a grader: one word decides."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from kata.content.pack import Pack
from kata.report.report import CheckResult, Figures, Report, encode
from kata.session.clock import SystemClock
from kata.workshop import messages
from kata.workshop.kit import kit_of, open_book, pack_kit
from kata.workshop.parcel import unpack

PACK = Path(__file__).parents[2] / "commands" / "pack"
TOKEN = "t" * 40


@dataclass
class Given:
    """One hand-in."""

    id: str
    stage: int
    kind: str
    tree: str
    files: dict[str, bytes]
    headers: dict[str, str]
    closed: bool = False
    state: messages.State = "graded"


@dataclass
class Room:
    """What the room is like; a test sets it. `down`: connections are closed without a word."""

    opened: int = 1
    on_pass: bool = True
    left: float = 240.0
    down: bool = False
    busy: int = 0
    slow_grader: bool = False
    token_known: bool = True
    says: list[messages.Message] = field(default_factory=list)
    hand_ins: list[Given] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bodies_sent: list[bytes] = field(default_factory=list)
    joins: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0
    hints: int = 0
    debrief: bool = False
    mended: bool = False
    """The kata was mended: everything passes."""

    regraded: tuple[messages.Regraded, ...] = ()
    answer: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    """What is answered to `METHOD path` in place of the right thing."""

    before: Any = None
    """Called with `METHOD path` before it is answered; what it raises cuts the line."""

    def __post_init__(self) -> None:
        self.pack = Pack(PACK)
        self.kata = self.pack.kata("tea")
        self.now = SystemClock().now().wall

    def open(self, stage: int) -> None:
        self.opened = stage

    @property
    def stage(self) -> int:
        return min(self.closed + 1, len(self.kata.stages))

    def passes(self, stage: int, files: dict[str, bytes]) -> bool:
        if self.mended:
            return True
        return b"Tea for" in files.get("tea/plain.py", b"") and (stage == 1 or "tea/sugar.py" in files)

    def reveals(self, stage: int) -> bool:
        return stage <= self.closed + 1 and (stage <= self.opened or (self.on_pass and self.opened > 0))


class Cut(Exception):
    """The line is cut."""


class Handler(BaseHTTPRequestHandler):
    room: Room
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        key = f"{self.command} {parts.path}"
        self.room.requests.append(key)
        try:
            if self.room.down:
                raise Cut
            if self.room.before is not None:
                self.room.before(key)
            status, data, headers = self._answer(key, parts.path, body, parse_qs(parts.query))
            if f"after {key}" in self.room.answer:
                raise Cut
        except Cut:
            self.close_connection = True
            return
        self.room.bodies_sent.append(data)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _answer(self, key: str, path: str, body: bytes, query: Any) -> tuple[int, bytes, dict[str, str]]:
        room = self.room
        if key in room.answer:
            return room.answer[key]
        if room.busy:
            room.busy -= 1
            return no(503, "busy", "The database is away.")
        if path == messages.JOIN:
            return self._join(json.loads(body))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" or not room.token_known:
            return no(401, "who", "The room does not know you any more.")
        if path == messages.ME:
            return said(200, self._me())
        if path == messages.BOOK:
            return said(200, open_book(room.pack.book(), room.kata, room.closed, room.stage))
        if path == messages.HAND_INS:
            return self._hand_in(body)
        if path == messages.HINTS:
            room.hints += 1
            asked = messages.decode(body, messages.HintAsked)
            given = messages.HintGiven(
                check=asked.check, holds="a guest gets tea", level=min(room.hints, 2), levels=2, text="ask"
            )
            return said(200, given)
        if path == messages.QUESTIONS:
            room.asked.append(messages.decode(body, messages.Question).text)
            return 201, b"{}", {}
        if path == messages.NOTES:
            room.notes.append(messages.decode(body, messages.Notes))
            return 200, b"{}", {}
        if path == messages.LEAVE:
            room.token_known = False
            return 200, b"{}", {}
        steps = path.removeprefix(messages.BASE).strip("/").split("/")
        if steps[0] == "stages":
            return self._stage(int(steps[1]), steps[2:])
        if steps[0] == "hand-ins":
            return self._progress(steps[1], steps[2:])
        return no(404, "not-there", "There is nothing here.")

    def _join(self, asked: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
        room = self.room
        room.joins.append(asked)
        if asked["code"] != "ABCD2345":
            return no(404, "no-room", "No room that is open has this code.")
        times = tuple(
            messages.StageTime(number=stage.number, minutes=stage.minutes) for stage in room.kata.stages
        )
        joined = messages.Joined(
            token=TOKEN,
            person=messages.Person(id="p1", name=asked.get("name", ""), animal="otter"),
            room=messages.Room(
                id="r1",
                title="Tea on Monday",
                kata="tea",
                stages=times,
                limits=messages.Limits(wire_bytes=2_000_000, bytes=8_000_000),
            ),
        )
        return said(201, joined)

    def _me(self) -> messages.Me:
        room = self.room
        return messages.Me(
            now=room.now,
            room=messages.RoomNow(state="running" if room.opened else "lobby", stage=room.opened),
            own=messages.Own(
                stage=room.stage,
                open=room.reveals(room.stage),
                left=room.left,
                allowed=300.0,
                runs=True,
                finished=room.closed == len(room.kata.stages),
            ),
            messages=tuple(room.says),
            regraded=room.regraded,
        )

    def _stage(self, number: int, rest: list[str]) -> tuple[int, bytes, dict[str, str]]:
        room = self.room
        if rest:
            if not room.debrief:
                return no(404, "not-there", "There is nothing here.")
            cost = messages.DesignCost(title="Pots", figures=Figures(files_added=2))
            return said(200, messages.Comparison(stage=number, band=(cost,)))
        if not room.reveals(number):
            return no(404, "not-there", "There is nothing here.")
        return 200, pack_kit(kit_of(room.kata, number)), {}

    def _hand_in(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        room = self.room
        state = unpack(body)
        headers = {name: value for name, value in self.headers.items() if name.startswith("Kata-")}
        stage, kind = int(headers[messages.STAGE_HEADER]), headers[messages.KIND_HEADER]
        known = [
            given
            for given in room.hand_ins
            if (given.stage, given.kind, given.tree) == (stage, kind, state.tree)
        ]
        if not known and stage != room.closed + 1:
            return no(409, "closed", f"Stage {stage} is closed.")
        if known:
            given = known[0]
        else:
            given = Given(f"h{len(room.hand_ins) + 1}", stage, kind, state.tree, dict(state.files), headers)
            room.hand_ins.append(given)
            if room.slow_grader:
                given.state = "queued"
            goes_on = bool(headers.get(messages.ANYWAY_HEADER)) or room.opened > stage
            if kind == "hand-in" and goes_on and not headers.get(messages.STAY_HEADER):
                given.closed = True
                room.closed = stage
        position = 7 if given.state == "queued" else 0
        accepted = messages.Accepted(
            id=given.id, state=given.state, position=position, waiting=31, seconds=50.0, closed=given.closed
        )
        return said(200 if known else 202, accepted)

    def _progress(self, identity: str, rest: list[str]) -> tuple[int, bytes, dict[str, str]]:
        room = self.room
        found = [given for given in room.hand_ins if given.id == identity]
        if not found:
            return no(404, "not-there", "There is nothing here.")
        given = found[0]
        if rest:
            return 200, encode(report_of(room, given)), {}
        passed = room.passes(given.stage, given.files) if given.state == "graded" else None
        if passed and given.kind == "hand-in" and room.closed < given.stage:
            given.closed = True
            room.closed = given.stage
        amendment = None
        if given.kind == "amend" and given.state == "graded":
            amendment = messages.Amendment(kind="refactoring")
        progress = messages.Progress(
            rev=2 if given.state == "graded" else 1,
            state=given.state,
            position=7 if given.state == "queued" else 0,
            waiting=31,
            seconds=50.0,
            passed=passed,
            closed=given.closed,
            amendment=amendment,
        )
        return said(200, progress)

    def log_message(self, *ignored: Any) -> None:
        """Nothing is printed."""


def report_of(room: Room, given: Given) -> Report:
    passed = room.passes(given.stage, given.files)
    check = CheckResult(
        id="behaviour.pours",
        stage=1,
        group="current" if given.stage == 1 else "regression",
        outcome="passed" if passed else "failed",
        summary="No tea came." if not passed else "Tea came.",
        chapter="pouring",
    )
    return Report(
        kata="tea",
        stage=given.stage,
        stage_name=room.kata.stage(given.stage).name,
        passed=passed,
        score=100.0 if passed else 0.0,
        verdict="kept",
        headline="All is well." if passed else "No tea came.",
        tree=given.tree,
        baselines=("0" * 40,) * given.stage,
        counted=True,
        anyway=not passed and given.closed,
        checks=(check,),
    )


def said(status: int, message: msgspec.Struct) -> tuple[int, bytes, dict[str, str]]:
    return status, messages.encode(message), {"Content-Type": "application/json"}


def no(status: int, error: str, told: str) -> tuple[int, bytes, dict[str, str]]:
    return said(status, messages.Trouble(error=error, message=told))


class Http(ThreadingHTTPServer):
    """A server for which a client that hangs up is no error: clients do so after a bad answer."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """The room, served on a port of this machine; gone and back again at the same address."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._http: Http | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.room.down = False
        handler = type("Bound", (Handler,), {"room": self.room})
        self._http = Http(("127.0.0.1", self.port), handler)
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.room.down = True  # lines that are open already, too
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None
