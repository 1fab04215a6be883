"""A real server of a test: real sockets, a real database, and workers that look at one word instead of grading."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from typing import Any

import httpx
from kata.fleet.assignment import Answer, Assignment, decode, encode
from kata.fleet.courier import Lost, Progress
from kata.sandbox.ladder import ProvedRung
from kata.sandbox.rungs.accident import AccidentOnly
from kata.workshop import messages, rooms
from kata.workshop.connection import connections
from kata.workshop.parcel import pack
from kata.workshop.server import Settings, WebServer, listen, running
from kata.workspace.tree import snapshot
from people import report


class Scripted:
    """A courier whose workers pass what contains `pass`, while `held` is not set.

    What contains `lies` is passed every second time. What contains `slow` is worked on until it is stopped; with `fault` set, every answer is that trouble. `away` says
    why there are no workers.
    """

    def __init__(self, capacity=2):
        self._capacity = capacity
        self._arrived: queue.SimpleQueue[tuple[int, bytes | Lost | Progress]] = queue.SimpleQueue()
        self._waiting = []
        self.held = False
        self.fault = self.away = ""
        self.lied = False
        self.asked = []
        self.how_far = Progress(0, 0)

    def capacity(self):
        return self._capacity

    def trouble(self):
        return self.away

    def send(self, job, data):
        self._waiting.append((job, decode(data, Assignment)))
        self.asked.append(self._waiting[-1][1])

    def stop(self, job):
        """It comes back without blame."""
        self._waiting = [each for each in self._waiting if each[0] != job]
        self._arrived.put((job, Lost("it was stopped", blame=False)))

    def arrivals(self, seconds):
        if self.held and self.how_far.total:
            for job, _ in self._waiting:
                self._arrived.put((job, self.how_far))
            self.how_far = Progress(0, 0)
        if not self.held:
            slow = [each for each in self._waiting if b"slow" in b"".join(each[1].current.files.values())]
            for job, asked in self._waiting:
                if (job, asked) in slow:
                    continue
                if self.fault:
                    self._arrived.put((job, encode(Answer(kind="trouble", trouble=self.fault))))
                    continue
                passed = any(b"pass" in data for data in asked.current.files.values())
                if any(b"lies" in data for data in asked.current.files.values()):
                    passed = self.lied = not self.lied
                answer = Answer(
                    kind="graded",
                    fingerprint=asked.fingerprint,
                    report=report(passed, asked.stage),
                    host="here",
                )
                self._arrived.put((job, encode(answer)))
            self._waiting = slow
        with contextlib.suppress(queue.Empty):
            return [self._arrived.get(timeout=min(seconds, 0.02))]
        return []

    def close(self):
        """There is nothing to end."""


def no_walls(require, allow_weak):
    """The walls are not tried: nothing runs behind them."""
    return ProvedRung(AccidentOnly(), {}, ())


class Served:
    """A server that answers at `url`."""

    def __init__(self, ready, courier, port):
        self.ready, self.courier, self.port = ready, courier, port
        self.url = f"http://127.0.0.1:{port}"
        self.desk = ready.desk
        self.connections: Any = None
        self.server: Any = None
        self._clients = []

    def hang_up(self):
        """Ends every connection of its clients."""
        while self._clients:
            self._clients.pop().close()

    def room(self, **said):
        return rooms.create_room(self.desk, "sms", **said)

    def client(self, token=""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._clients.append(httpx.Client(base_url=self.url, headers=headers, timeout=40))
        return self._clients[-1]

    def join(self, room, name=""):
        body = messages.encode(messages.Join(code=rooms.code_now(self.desk, room), name=name))
        answer = self.client().post(messages.JOIN, content=body)
        assert answer.status_code == 201, answer.text
        joined = messages.decode(answer.content, messages.Joined)
        return self.client(joined.token), joined


@contextlib.contextmanager
def served(folder, prove=no_walls, **said):
    """A server in this process, its web server in a thread."""
    settings = Settings(data=folder, port=0, allow_weak=True, **said)
    courier = Scripted()
    with listen(settings) as listening, running(settings, courier, prove) as ready:
        own = connections(settings.trust_proxy)
        server = WebServer(ready, settings, own)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)  # until it answers; no test depends on how long
        made = Served(ready, courier, listening.getsockname()[1])
        made.connections, made.server = own, server
        try:
            yield made
        finally:
            made.hang_up()
            server.should_exit = True
            thread.join()


def parcel(text="pass\n"):
    return pack(snapshot({"messaging/own.py": text.encode()}))


def send(client, text="pass\n", stage=1, **headers):
    named = {messages.STAGE_HEADER: str(stage), messages.KIND_HEADER: "hand-in", **headers}
    return client.post(messages.HAND_INS, content=parcel(text), headers=named)


def until_decided(client, public):
    """The last progress of a hand-in, by the long poll."""
    rev = 0
    while True:
        answer = client.get(f"{messages.HAND_INS}/{public}?wait=25&rev={rev}")
        assert answer.status_code == 200, answer.text
        found = messages.decode(answer.content, messages.Progress)
        if found.state in ("graded", "stuck", "replaced"):
            return found
        rev = found.rev
