"""`python benchmarks/soak.py [--minutes M] [--people N] [--viewers N] [--every S] [--faster F] [--kata NAME --pack
FOLDER]`: does a room stay as small as it was?

A server is started by the real command line. For so many minutes each person hands in something new about every S
seconds, as `kata next` does, with a connection of its own each time; every tenth time somebody leaves and joins again.
So many viewers watch the board, each for a minute or two, and hang up without a word. Once a minute it prints what
the server holds: memory, files and connections that are open, threads, and the size of its data. In the end all leave,
and no connection may be left. Memory is called flat when its median in the last third is at most a twentieth above
that in the second third: in the first, caches fill.

With `--faster 36` people and viewers wait a 36th as long, so that as much happens in forty minutes as else in a day,
as far as the worker can follow. It takes a kata that is graded fast, such as that of `tests/commands/pack`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kata.content.kata import Files
from kata.workshop import messages
from kata.workshop.client import Client, Offline, Refusal
from kata.workshop.messages import Accepted, Progress
from kata.workshop.parcel import pack
from kata.workspace.tree import snapshot
from room import Server, chosen, joined

GROWTH = 1.05
"""Memory in the last third beside the second third, at most."""

VIEW_SECONDS = 60.0
"""A viewer stays so long at least, and twice as long at most."""

LEAVING_SECONDS = 60.0
"""For the server to see that nobody is there any more."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kata", default="")
    parser.add_argument("--pack", default="")
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=float, default=600.0)
    parser.add_argument("--faster", type=float, default=1.0)
    asked = parser.parse_args()
    source, name = chosen(asked.pack, asked.kata)
    kata = source.kata(name)
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    say(f"{date.today()}, {machine}")
    say(
        f"{name}: {asked.people} people, each hands in about every {asked.every:g} s, {asked.viewers} viewers, "
        f"{asked.minutes:g} minutes, {asked.faster:g} times as fast"
    )
    with tempfile.TemporaryDirectory(prefix="kata-soak-") as place, contextlib.ExitStack() as running:
        server = Server(Path(place), name, asked.pack, asked.workers, None)
        running.callback(server.stop)
        if not soak(server, Path(place) / "data", {**kata.starter, **kata.given_at(1)}, asked):
            sys.exit(1)


def soak(server: Server, data: Path, files: Files, asked: argparse.Namespace) -> bool:
    """Plays, prints what the server holds once a minute, and says whether it stayed as small as it was."""
    cookie = server.enter()
    every, view = asked.every / asked.faster, VIEW_SECONDS / asked.faster
    end, done = threading.Event(), Counter[str]()
    people = [
        threading.Thread(target=Person(server, files, number, every, end, done).play)
        for number in range(asked.people)
    ]
    viewers = threading.Thread(target=watch, args=(server, cookie, asked.viewers, view, end, done))
    for thread in (*people, viewers):
        thread.start()
    memory: list[float] = []
    say("minute   MB   files   connections   threads   data MB   hand-ins   graded   left and back   views")
    last = time.monotonic() + 60 * asked.minutes
    for minute in range(1, round(asked.minutes) + 1):
        end.wait(max(0.0, last - 60 * (asked.minutes - minute) - time.monotonic()))
        memory.append(server.megabytes())
        say(line(minute, server, data, done))
    end.set()
    for thread in (*people, viewers):
        thread.join()
    left = until_nobody_is_there(server)
    say(f"after all have left: {left} connections, {server.megabytes():.0f} MB")
    told = {kind: count for kind, count in done.items() if kind.startswith("trouble")}
    say(f"troubles: {told or 'none'}")
    return flat(memory) and not left and not told


def flat(memory: Sequence[float]) -> bool:
    """Whether the last third is hardly larger than the second; told as well."""
    third = len(memory) // 3
    if not third:
        say("memory: too few minutes to say whether it grows")
        return True
    before, after = statistics.median(memory[third:-third]), statistics.median(memory[-third:])
    held = after <= GROWTH * before
    say(f"memory: median {before:.0f} MB, then {after:.0f} MB ({'flat' if held else 'NOT FLAT'})")
    return held


def line(minute: int, server: Server, data: Path, done: Counter[str]) -> str:
    """What the server holds now."""
    process = Path(f"/proc/{server.process.pid}")
    size = sum(each.stat().st_size for each in data.rglob("*") if each.is_file()) / 2**20
    return (
        f"{minute:6} {server.megabytes():4.0f} {len(list((process / 'fd').iterdir())):7} {connections(server):13} "
        f"{len(list((process / 'task').iterdir())):9} {size:9.1f} {done['hand-ins']:10} {done['graded']:8} "
        f"{done['back']:15} {done['views']:7}"
    )


def connections(server: Server) -> int:
    """Connections to its port that the server holds: established (01), or closed by the other side alone (08)."""
    port = int(server.url.rpartition(":")[2])
    found = 0
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state = row.split()[:4]
        found += int(local.partition(":")[2], 16) == port and state in ("01", "08")
    return found


def until_nobody_is_there(server: Server) -> int:
    """Waits until no connection is left; how many are, when the time is over."""
    end = time.monotonic() + LEAVING_SECONDS
    while (left := connections(server)) and time.monotonic() < end:
        time.sleep(0.5)
    return left


class Person:
    """Hands in something new again and again, and waits for each verdict; now and then leaves and joins again."""

    def __init__(
        self,
        server: Server,
        files: Files,
        number: int,
        every: float,
        end: threading.Event,
        done: Counter[str],
    ) -> None:
        self._server, self._files, self._every, self._end, self._done = server, files, every, end, done
        self._number = number
        self._chance = random.Random(number)

    def play(self) -> None:
        """Until the end."""
        token, times = joined(self._server), 0
        while not self._end.wait(self._chance.uniform(0.5, 1.5) * self._every):
            times += 1
            client = Client(self._server.url, token)
            try:
                self._hand_in(client, f"{self._number} {times}\n")
                if times % 10 == self._number % 10:
                    client.send("POST", messages.LEAVE)
                    token = joined(self._server)
                    self._done["back"] += 1
            except (Offline, Refusal) as error:
                self._done[f"trouble: {type(error).__name__} {error}"] += 1
            finally:
                client.close()

    def _hand_in(self, client: Client, note: str) -> None:
        headers = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
        body = pack(snapshot({**self._files, "notes.txt": note.encode()}))
        answer = client.send("POST", messages.HAND_INS, body, headers)[1]
        self._done["hand-ins"] += 1
        path, rev, state = messages.HAND_IN.format(id=messages.decode(answer, Accepted).id), 0, ""
        while state not in ("graded", "stuck", "replaced") and not self._end.is_set():
            found = client.ask(path, Progress, wait=25, params={"wait": "25", "rev": str(rev)})
            rev, state = found.rev, found.state
        if state == "stuck":
            self._done["trouble: stuck"] += 1
        self._done[state] += 1


def watch(
    server: Server, cookie: str, count: int, view: float, end: threading.Event, done: Counter[str]
) -> None:
    """So many viewers at a time, each for `view` seconds or twice as long."""
    host, port = "127.0.0.1", int(server.url.rpartition(":")[2])
    head = f"GET /events/board?room={server.room} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
    chance = random.Random(0)

    async def viewer() -> None:
        while not end.is_set():
            with contextlib.suppress(OSError, TimeoutError):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(head.encode())
                    answer = await reader.readline()
                    done["views" if b" 200 " in answer else f"trouble: a view was answered {answer!r}"] += 1
                    async with asyncio.timeout(chance.uniform(view, 2 * view)):
                        while not end.is_set() and await reader.read(65536):
                            pass
                finally:
                    writer.transport.abort()
            await asyncio.sleep(chance.uniform(0, 2))

    async def all_view() -> None:
        await asyncio.gather(*(viewer() for _ in range(count)))

    asyncio.run(all_view())


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
