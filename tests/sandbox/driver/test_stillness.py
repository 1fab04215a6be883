"""A thread that only something else can wake stands still; one that waits for its turn, or by a clock, does not."""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import threading
from pathlib import Path

import pytest
from kata.sandbox.driver.stillness import Stillness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only this kernel tells")


class Bench:
    """What a thread can wait for, and what ends each wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.lock.acquire()
        self.here, self.there = socket.socketpair()
        self.done = False

    def spin(self) -> None:
        while not self.done:
            sum(range(1000))

    def end(self) -> None:
        self.done = True
        self.lock.release()
        self.there.close()


WORK = {
    "a lock": (True, lambda bench: bench.lock.acquire()),
    "a lock for ten minutes": (False, lambda bench: bench.lock.acquire(timeout=600)),
    "bytes": (True, lambda bench: bench.here.recv(1)),
    "bytes for ten minutes": (False, lambda bench: (bench.here.settimeout(600), bench.here.recv(1))),
    "select": (True, lambda bench: select.select([bench.here], [], [])),
    "select for ten minutes": (False, lambda bench: select.select([bench.here], [], [], 600)),
    "work": (False, Bench.spin),
}


@pytest.mark.parametrize("kind", WORK)
def test_only_what_nothing_but_another_can_wake_stands_still(kind):
    still, work = WORK[kind]
    bench, known = Bench(), {int(task.name) for task in Path("/proc/self/task").iterdir()}
    thread = threading.Thread(target=work, args=(bench,), daemon=True)
    thread.start()
    stat = Path(f"/proc/self/task/{thread.native_id}/stat")
    while kind != "work" and not stat.read_text().rpartition(") ")[2].startswith("S"):
        pass
    stillness = Stillness()
    seen = [stillness.of_all_but(known) for _ in range(200)]
    with contextlib.closing(bench.here):
        bench.end()
        thread.join()
    assert seen[-1] == still and (still or True not in seen)
