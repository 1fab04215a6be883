"""Worked solutions in a process of their own, over real HTTP against two small providers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from kata.content.designs import Design, read_designs, state
from kata.content.kata import Kata
from kata.content.katas import read_kata
from kata.content.reading import Mistakes

TIMEOUT = 0.25  # seconds, real ones: long enough for a busy machine, short enough to be waited for
PLAYER = Path(__file__).with_name("player.py")
MESSAGES = ("/messages", "/v1/messages")
ANYWHERE = ("/login", *MESSAGES)
ALWAYS = float("inf")
Fault = Callable[[BaseHTTPRequestHandler], None]


def reply(status: int, body: bytes = b'{"error_message": "no"}') -> Fault:
    """Answers with this status and body, on a connection that stays open."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True


def stay_silent(handler: BaseHTTPRequestHandler) -> None:
    """Never answers: waits until the other side has gone."""
    handler.rfile.read(1)
    handler.close_connection = True


class Trouble:
    """A fault that strikes a number of times on some paths; one budget for all who share it."""

    def __init__(self, fault: Fault, times: float, paths: tuple[str, ...]) -> None:
        self.fault = fault
        self.left = times
        self.paths = paths

    def strikes(self, path: str) -> bool:
        if path not in self.paths or self.left <= 0:
            return False
        self.left -= 1
        return True


@dataclass
class Provider:
    """Answers as its guide says, unless in trouble; keeps every request in `requests`."""

    answers: dict[str, tuple[int, Any]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    trouble: Trouble | None = None

    def at(self, path: str) -> list[dict[str, Any]]:
        return [request for request in self.requests if request["path"] == path]

    def fails(self, fault: Fault, times: float = ALWAYS, paths: tuple[str, ...] = ANYWHERE) -> None:
        self.trouble = Trouble(fault, times, paths)

    def serve(self) -> ThreadingHTTPServer:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer in one piece: in two, a kept connection waits 40 ms for the second

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = urlsplit(self.path)
                provider.requests.append(
                    {
                        "path": target.path,
                        "query": parse_qs(target.query),
                        "headers": {name.lower(): value for name, value in self.headers.items()},
                        "body": json.loads(body),
                    }
                )
                if provider.trouble and provider.trouble.strikes(target.path):
                    provider.trouble.fault(self)
                else:
                    status, value = provider.answers.get(target.path, (404, {}))
                    reply(status, json.dumps(value).encode())(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server


@dataclass
class Played:
    """One call that came back."""

    returned: Any
    raised: list[str]
    waits: list[float]
    message: str


class Play:
    """A worked solution that runs, with both providers."""

    answering = staticmethod(reply)
    hang_up = staticmethod(hang_up)
    stay_silent = staticmethod(stay_silent)

    def __init__(self, folder: Path, stage: int) -> None:
        self.stage = stage
        self.watertel = Provider(
            {
                "/login": (200, {"accessToken": "t-1", "expiry": 100}),
                "/messages": (200, {"messageId": "m-1"}),
            }
        )
        self.milio = Provider({"/v1/messages": (202, {"id": "x", "status": "queued"})})
        self._servers = [self.watertel.serve(), self.milio.serve()]
        ports = [server.server_address[1] for server in self._servers]
        self._child = subprocess.Popen(
            [sys.executable, "-c", PLAYER.read_text()],
            cwd=folder,
            env={
                "WATERTEL_URL": f"http://127.0.0.1:{ports[0]}",
                "MILIO_URL": f"http://127.0.0.1:{ports[1]}",
                "HTTP_TIMEOUT_SECONDS": str(TIMEOUT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "SSL_CERT_DIR": str(folder),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, phone_number: Any = "9876543210", text: Any = "On its way") -> Played:
        """Sends the text as an update of a delivery, which is passed on as it is."""
        return self.call("clients.logistics:delivery_update", phone_number, text)

    def call(self, target: str, *arguments: Any) -> Played:
        return self._ask({"call": target, "arguments": arguments})

    def run(self, script: str) -> Played:
        """Runs a script in the solution's process; what it leaves in `answer` is returned."""
        return self._ask({"script": script})

    def advance(self, seconds: float) -> None:
        self._ask({"advance": seconds})

    def fail(self, fault: Fault, times: float = ALWAYS, paths: tuple[str, ...] = ANYWHERE) -> None:
        """Puts both providers into one trouble."""
        self.watertel.trouble = self.milio.trouble = Trouble(fault, times, paths)

    def fresh(self) -> None:
        """Both providers work again and have forgotten all requests; any token has expired."""
        self.watertel.trouble = self.milio.trouble = None
        self.watertel.requests.clear()
        self.milio.requests.clear()
        self.advance(1000)

    @property
    def attempts(self) -> int:
        return len(self.watertel.at("/messages")) + len(self.milio.at("/v1/messages"))

    def close(self) -> None:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.close()
        self._child.wait(10)
        self._child.stdout.close()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _ask(self, command: dict[str, Any]) -> Played:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(json.dumps(command) + "\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline())
        return Played(answer.get("returned"), answer["raised"], answer["waits"], answer.get("message", ""))


ROOT = Path(__file__).parents[2]
KATA = read_kata(ROOT, "sms", frozenset(), Mistakes(ROOT))
assert KATA is not None
DESIGNS = read_designs(ROOT, KATA, Mistakes(ROOT))
STATES = [(design, stage.number) for design in DESIGNS for stage in KATA.stages]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test for every worked solution, at each stage from its module's FROM_STAGE on."""
    if "submission" in metafunc.fixturenames:
        states = [(design, stage) for design, stage in STATES if stage >= metafunc.module.FROM_STAGE]
        names = [f"{design.name}-{stage}" for design, stage in states]
        metafunc.parametrize("submission", states, ids=names, scope="module")


@pytest.fixture(scope="module")
def kata() -> Kata:
    """The kata whose reference is tested."""
    assert KATA is not None
    return KATA


@pytest.fixture(scope="module")
def running(
    submission: tuple[Design, int], kata: Kata, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Play]:
    """The submission in a process of its own, with both providers."""
    design, stage = submission
    folder = tmp_path_factory.mktemp(design.name)
    for path, data in state(kata, design, stage).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    play = Play(folder, stage)
    yield play
    play.close()


@pytest.fixture
def play(running: Play) -> Play:
    """The submission with all trouble and all requests of the last test forgotten."""
    running.fresh()
    return running
