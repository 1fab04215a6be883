"""`python benchmarks/room.py [--people N] [--viewers N] [--workers N] [--seconds S] [--proxy] [--no-verdicts]
[--most S]`: what one server holds.

A server is started by the real command line. So many people join and hand in the first right design within so many
seconds, while so many viewers watch the board and the workers grade. It prints how long each hand-in took to be
acknowledged, how late the board's news came, when the last verdict was there, and the memory of the server. With
`--no-verdicts` it ends when all is acknowledged: the verdicts are what takes long. After `--most` seconds it ends in
any case, and says what is missing.

With `--proxy` all of them come over TLS to an nginx in front of the server, which has the settings of docs/workshop.md.
It must be installed, and this machine must know its own name.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import platform
import re
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import trustme
from kata.content.designs import state
from kata.content.pack import Pack, built_in
from kata.workshop import messages
from kata.workshop.client import Client, Offline
from kata.workshop.messages import Accepted, Join, Joined, Progress
from kata.workshop.parcel import pack
from kata.workspace.tree import snapshot

ACKNOWLEDGED_SECONDS, DELIVERED_SECONDS, MEGABYTES = 2.0, 1.0, 150.0
"""The figures to hold."""

CONNECT_SECONDS = 120.0
"""For all viewers to be there."""

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kata", default="")
    parser.add_argument("--pack", default="")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--proxy", action="store_true")
    parser.add_argument("--no-verdicts", action="store_true")
    parser.add_argument("--most", type=float, default=900.0)
    asked = parser.parse_args()
    source, name = chosen(asked.pack, asked.kata)
    design = dict(state(source.kata(name), source.designs(name)[0], 1))
    machine = f"{platform.machine()}, {os.cpu_count()} processors with a load of {os.getloadavg()[0]:.0f}"
    print(f"{date.today()}, {machine}, Python {platform.python_version()}")  # noqa: T201
    size = f"{name}: {asked.people} people within {asked.seconds:g} s, {asked.viewers} viewers, {asked.workers} workers"
    size += ", over TLS through nginx" if asked.proxy else ""
    print(size, flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kata-benchmark-") as place, contextlib.ExitStack() as running:
        proxy = running.enter_context(Proxy(Path(place))) if asked.proxy else None
        server = Server(Path(place), name, asked.pack, asked.workers, proxy)
        running.callback(server.stop)
        measure(server, design, asked)


def chosen(folder: str, kata: str) -> tuple[Pack, str]:
    """The pack in that folder, or the built-in one, and the kata of that name, or the one that is meant without one."""
    source = Pack(Path(folder)) if folder else built_in()
    return source, kata or source.default() or source.names()[0]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Proxy:
    """nginx with the settings that docs/workshop.md shows, the names of files, ports and this machine put in.

    From then on this process, and those that it starts, trust the authority that signed its certificate.
    """

    def __init__(self, folder: Path) -> None:
        if shutil.which("nginx") is None:
            raise SystemExit("nginx is not installed: apt install nginx-light")
        self._folder = folder / "nginx"
        self._folder.mkdir()
        self._folder.chmod(0o755)
        folder.chmod(0o755)  # nginx's workers are another user
        self._host, self._port, self.port = socket.gethostname(), free_port(), free_port()
        self.url = f"https://{self._host}:{self._port}"
        authority = trustme.CA()
        certificate = authority.issue_cert(self._host)
        certificate.private_key_and_cert_chain_pem.write_to_path(self._folder / "both.pem")
        authority.cert_pem.write_to_path(self._folder / "authority.pem")
        os.environ["SSL_CERT_FILE"] = str(self._folder / "authority.pem")
        os.environ["NO_PROXY"] = self._host

    def __enter__(self) -> Proxy:
        page = Path(__file__).parents[1] / "docs" / "workshop.md"
        shown = re.search(r"^(server \{\n.+?\n\})$", page.read_text(encoding="utf-8"), re.M | re.S)
        assert shown, "docs/workshop.md shows no settings of nginx"
        own = shown[1]
        for docs, here in {
            "listen 443 ": f"listen {self._port} ",
            "kata.example.org": self._host,
            "/etc/ssl/kata.pem": f"{self._folder}/both.pem",
            "/etc/ssl/kata.key": f"{self._folder}/both.pem",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
        }.items():
            assert docs in own, f"docs/workshop.md: {docs} is not in the settings of nginx"
            own = own.replace(docs, here)
        places = "".join(
            f"{kind}_temp_path {self._folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        settings = self._folder / "nginx.conf"
        settings.write_text(
            f"daemon off;\npid {self._folder}/pid;\nerror_log {self._folder}/errors;\nworker_processes auto;\n"
            f"events {{ worker_connections 4096; }}\nhttp {{\naccess_log off;\n{places}{own}\n}}\n"
        )
        self._process = subprocess.Popen(["nginx", "-p", str(self._folder), "-c", str(settings)])
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


class Server:
    """`kata workshop serve`; its address, its room and both keys are read from what it prints."""

    def __init__(self, folder: Path, kata: str, source: str, workers: int, proxy: Proxy | None) -> None:
        port = str(proxy.port if proxy else free_port())
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
        line += ["--pack", source, "--yes"] if source else []
        line += ["--public-url", proxy.url, "--trust-proxy", "127.0.0.1"] if proxy else []
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
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}) as browser:
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
    end = time.monotonic() + asked.most
    cookie = server.enter()
    grown = {"at the start": server.megabytes()}
    tokens = [joined(server) for _ in range(people)]
    grown["when all have joined"] = server.megabytes()
    watching = Viewers(server, cookie, viewers)
    grown["when all watch"] = server.megabytes()
    hands = [
        Hand(server.url, token, design, number, end, waits=not asked.no_verdicts)
        for number, token in enumerate(tokens)
    ]
    for hand in hands:
        hand.come()
    grown["when all have the stage"] = server.megabytes()
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
    there = [hand.acknowledged for hand in hands if hand.acknowledged]
    told(f"acknowledged, {len(there)} of {people}", there, ACKNOWLEDGED_SECONDS)
    told(f"board, {viewers} viewers", late, DELIVERED_SECONDS)
    if not asked.no_verdicts:
        done = sum(hand.done for hand in hands)
        last = f"the last after {took:.0f} s" if done == people else f"ended after {asked.most:g} s"
        print(f"verdicts: {done} of {people}, {last}")  # noqa: T201
    before = ", ".join(f"{megabytes:.0f} MB {when}" for when, megabytes in grown.items())
    held = "held" if most < MEGABYTES else "NOT HELD"
    print(f"server: {before}, {most:.0f} MB at most ({held}: {MEGABYTES:.0f} MB)")  # noqa: T201
    print(f"load at the end: {os.getloadavg()[0]:.0f}")  # noqa: T201


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

    def __init__(
        self, url: str, token: str, design: dict[str, bytes], number: int, end: float, *, waits: bool
    ) -> None:
        own = {**design, "notes.txt": f"{number}\n".encode()}
        self._body = pack(snapshot(own))
        self._client = Client(url, token)
        self._end, self._waits = end, waits
        self.acknowledged = 0.0
        self.done = False

    def come(self) -> None:
        """Fetches the stage. So what each person's own machine does to begin is done before anything is measured."""
        self._tried(lambda: self._client.bytes_at(messages.STAGE.format(number=1)))

    def play(self, after: float) -> None:
        """Waits for its turn, and hands in."""
        time.sleep(after)
        headers = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
        begun = time.monotonic()
        answer = self._tried(lambda: self._client.send("POST", messages.HAND_INS, self._body, headers)[1])
        if answer is None:
            return
        self.acknowledged = time.monotonic() - begun
        path, rev = messages.HAND_IN.format(id=messages.decode(answer, Accepted).id), 0
        while self._waits and not self.done:
            params = {"wait": "25", "rev": str(rev)}
            found = self._tried(lambda asked=params: self._client.ask(path, Progress, wait=25, params=asked))
            if found is None or found.state == "stuck":
                break
            rev, self.done = found.rev, found.state == "graded"
        self._client.close()

    def _tried(self, ask: Callable[[], T]) -> T | None:
        """What is answered, however often it must be asked; None: the time is over."""
        while time.monotonic() < self._end:
            try:
                return ask()
            except Offline:
                time.sleep(0.2)
        return None


class Viewers:
    """So many streams of the board, read by a process of their own."""

    def __init__(self, server: Server, cookie: str, count: int) -> None:
        place = urlsplit(server.url)
        head = [
            f"GET /events/board?room={server.room} HTTP/1.1",
            f"Host: {place.netloc}",
            f"Cookie: {cookie}",
        ]
        self._ours, theirs = multiprocessing.Pipe()
        asks = "\r\n".join([*head, "", ""]).encode()
        arguments = (theirs, place.hostname, place.port, place.scheme == "https", asks, count)
        self._process = multiprocessing.get_context("spawn").Process(target=_watch, args=arguments)
        self._process.start()
        theirs.close()
        there = self._ours.recv()
        if there < count:
            print(f"only {there} of {count} viewers are connected")  # noqa: T201

    def end(self) -> list[float]:
        """Seconds from the server's moment of each piece of news to its arrival."""
        self._ours.send("end")
        late: list[float] = self._ours.recv()
        self._process.join()
        return late


def _watch(pipe: Any, host: str, port: int, tls: bool, head: bytes, count: int) -> None:
    """Reads the streams until something comes through the pipe; answers with how late each piece of news was."""
    late: list[float] = []
    trusted = ssl.create_default_context() if tls else None

    async def view(number: int) -> None:
        """As a browser does, it comes again when it is turned away: a server takes only so many strangers at once."""
        await asyncio.sleep(number / 100)
        while True:
            with contextlib.suppress(OSError):
                await read(number)
            await asyncio.sleep(1)

    async def read(number: int) -> None:
        reader, writer = await asyncio.open_connection(host, port, limit=4 * 1024 * 1024, ssl=trusted)
        try:
            writer.write(head)
            first = True
            while line := await reader.readline():
                if line.startswith(b'data: {"now":'):
                    now = int(line.removeprefix(b'data: {"now":').partition(b",")[0]) / 1000
                    if not first:
                        late.append(time.time() - now)
                    here.add(number)
                    first = False
        finally:
            writer.close()

    async def all_view() -> None:
        views = [asyncio.create_task(view(number)) for number in range(count)]
        end = time.monotonic() + CONNECT_SECONDS
        while len(here) < count and time.monotonic() < end:
            await asyncio.sleep(0.05)
        pipe.send(len(here))
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await asyncio.sleep(1)  # for the last news
        for each in views:
            each.cancel()
        pipe.send(late)

    here: set[int] = set()
    asyncio.run(all_view())


if __name__ == "__main__":
    main()
