"""`python benchmarks/room.py [--people N] [--viewers N] [--workers N] [--seconds S] [--no-verdicts]`: what one server
holds.

A server is started by the real command line. So many people join and hand in the first right design within so many
seconds, while so many viewers watch the board and the workers grade. It prints how long each hand-in took to be
acknowledged, how late the board's news came, when the last verdict was there, and the memory of the server. With
`--no-verdicts` it ends when all is acknowledged: the verdicts are what takes long.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from kata.content.designs import state
from kata.content.pack import Pack, built_in
from kata.workshop import messages
from kata.workshop.client import Client, Offline
from kata.workshop.messages import Accepted, Join, Joined, Progress
from kata.workshop.parcel import pack
from kata.workspace.tree import snapshot

ACKNOWLEDGED_SECONDS, DELIVERED_SECONDS, MEGABYTES = 2.0, 1.0, 150.0
"""The figures to hold."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kata", default="")
    parser.add_argument("--pack", default="")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--no-verdicts", action="store_true")
    asked = parser.parse_args()
    source = Pack(Path(asked.pack)) if asked.pack else built_in()
    name = asked.kata or source.default() or source.names()[0]
    design = dict(state(source.kata(name), source.designs(name)[0], 1))
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors with {os.getloadavg()[0]:.0f} programs on them"
    )
    print(f"{date.today()}, {machine}, Python {platform.python_version()}")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kata-benchmark-") as place:
        server = Server(Path(place), name, asked.pack, asked.workers)
        try:
            measure(server, design, asked)
        finally:
            server.stop()


class Server:
    """`kata workshop serve`; its address, its room and both keys are read from what it prints."""

    def __init__(self, folder: Path, kata: str, source: str, workers: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        program = "from kata.cli import main; main()"
        line = [
            sys.executable,
            "-c",
            program,
            "workshop",
            "serve",
            "--data",
            str(folder / "data"),
            "--port",
            port,
        ]
        line += ["--workers", str(workers), "--room", kata, "--allow-weak-sandbox"]
        line += ["--pack", source] if source else []
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.code = self.link = self.room = ""
        for words in self.process.stdout:
            if found := re.search(r"(http\S+)/#(\S+)", words):
                self.link = found[2]
            if found := re.search(r"Room (\w+)\..*kata join (\S+) (\S+)", words):
                self.room, self.url, self.code = found.groups()
                break
        else:
            raise SystemExit("The server did not start.")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def enter(self) -> str:
        """The cookie of the facilitator's session, who has opened stage 1."""
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}, trust_env=False) as browser:
            cookie = browser.post("/enter", data={"token": self.link}).headers["set-cookie"].partition(";")[0]
            browser.cookies.clear()
            opened = f"/rooms/{self.room}/open"
            browser.post(opened, data={"seen": "0"}, headers={"Cookie": cookie})
        return str(cookie)

    def megabytes(self) -> float:
        """What the server itself holds; its workers are processes of their own."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def measure(server: Server, design: dict[str, bytes], asked: argparse.Namespace) -> None:
    """Plays one stage and prints the figures."""
    people, viewers, seconds = asked.people, asked.viewers, asked.seconds
    cookie = server.enter()
    tokens = [joined(server) for _ in range(people)]
    watching = Viewers(server, cookie, viewers)
    hands = [
        Hand(server.url, token, design, number, waits=not asked.no_verdicts)
        for number, token in enumerate(tokens)
    ]
    begun = time.monotonic()
    threads = [
        threading.Thread(target=hand.play, args=(seconds * n / people,)) for n, hand in enumerate(hands)
    ]
    for thread in threads:
        thread.start()
    most = server.megabytes()
    for thread in threads:
        thread.join()
        most = max(most, server.megabytes())
    took = time.monotonic() - begun
    late = watching.end()
    told("acknowledged", [hand.acknowledged for hand in hands if hand.acknowledged], ACKNOWLEDGED_SECONDS)
    told(f"board, {viewers} viewers", late, DELIVERED_SECONDS)
    if not asked.no_verdicts:
        done = sum(hand.done for hand in hands)
        print(f"verdicts: {done} of {people}, the last after {took:.0f} s")  # noqa: T201
    print(f"server: {most:.0f} MB ({'held' if most < MEGABYTES else 'NOT HELD'}: {MEGABYTES:.0f})")  # noqa: T201


def told(what: str, found: Sequence[float], most: float) -> None:
    """Median, nearly all, and worst, against what is to be held."""
    if not found:
        print(f"{what}: nothing came")  # noqa: T201
        return
    ordered = sorted(found)
    nearly = ordered[int(0.99 * (len(ordered) - 1))]
    held = "held" if ordered[-1] < most else "NOT HELD"
    print(  # noqa: T201
        f"{what}: median {statistics.median(ordered):.2f} s, 99 % {nearly:.2f} s, worst {ordered[-1]:.2f} s "
        f"({held}: {most:g} s), {len(ordered):,} in all"
    )


def joined(server: Server) -> str:
    """The token of one more person."""
    client = Client(server.url)
    try:
        return client.tell(messages.JOIN, Join(code=server.code, client="benchmark"), Joined).token
    finally:
        client.close()


class Hand:
    """One person who hands in once and, where it `waits`, asks for the verdict until it is there."""

    def __init__(self, url: str, token: str, design: dict[str, bytes], number: int, *, waits: bool) -> None:
        own = {**design, "notes.txt": f"{number}\n".encode()}
        self._body = pack(snapshot(own))
        self._client = Client(url, token)
        self._waits = waits
        self.acknowledged = 0.0
        self.done = False

    def play(self, after: float) -> None:
        """Waits for its turn, and hands in."""
        time.sleep(after)
        while True:
            try:
                self._client.bytes_at(messages.STAGE.format(number=1))
                break
            except Offline:
                time.sleep(0.2)
        headers = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
        begun = time.monotonic()
        while True:
            try:
                answer = self._client.send("POST", messages.HAND_INS, self._body, headers)[1]
                break
            except Offline:
                time.sleep(0.2)
        self.acknowledged = time.monotonic() - begun
        identity, rev = messages.decode(answer, Accepted).id, 0
        while self._waits and not self.done:
            try:
                path, params = messages.HAND_IN.format(id=identity), {"wait": "25", "rev": str(rev)}
                found = self._client.ask(path, Progress, wait=25, params=params)
            except Offline:
                time.sleep(0.5)
                continue
            rev, self.done = found.rev, found.state == "graded"
            if found.state == "stuck":
                break
        self._client.close()


class Viewers:
    """So many streams of the board, read in a thread of their own."""

    def __init__(self, server: Server, cookie: str, count: int) -> None:
        self._server, self._cookie, self._count = server, cookie, count
        self._late: list[float] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(60)

    def end(self) -> list[float]:
        """Seconds from the server's moment of each piece of news to its arrival."""
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join()
        return self._late

    def _hang_up(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_later(1, self._loop.stop)

    def _run(self) -> None:
        for _ in range(self._count):
            self._loop.create_task(self._view())
        self._loop.call_later(3, self._ready.set)
        self._loop.run_forever()

    async def _view(self) -> None:
        place = urlsplit(self._server.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=4 * 1024 * 1024)
        head = [f"GET /events/board?room={self._server.room} HTTP/1.1", f"Host: {place.netloc}"]
        writer.write("\r\n".join([*head, f"Cookie: {self._cookie}", "", ""]).encode())
        first = True
        try:
            while line := await reader.readline():
                if line.startswith(b'data: {"now":'):
                    now = int(line.removeprefix(b'data: {"now":').partition(b",")[0]) / 1000
                    if not first:
                        self._late.append(time.time() - now)
                    first = False
        finally:
            writer.close()


if __name__ == "__main__":
    main()
