"""A thread that only something else can wake stands still; one that waits for its turn, or by a clock, does not."""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from kata.sandbox.driver import stillness as driver
from kata.sandbox.driver.stillness import GUESS_SECONDS, KNOWN_WAIT_SECONDS, OURS, Stillness

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


class Closed:
    """A kernel that tells nothing, and the real time as the driver reads it."""

    def __init__(self, monkeypatch):
        self.now = 1_000.0
        monkeypatch.setattr(driver, "_monotonic", lambda: self.now)
        monkeypatch.setattr(Stillness, "_kernel_says", self.refuse)

    def refuse(self, _waiting):
        raise PermissionError("/proc/self/task")


@pytest.fixture
def closed(monkeypatch):
    return Closed(monkeypatch)


def test_where_the_kernel_does_not_tell_a_thread_stands_still_once_it_has_not_moved_for_long(closed):
    bench, known = Bench(), {int(task.name) for task in Path("/proc/self/task").iterdir()}
    thread = threading.Thread(target=bench.lock.acquire, daemon=True)
    thread.start()
    while (
        not Path(f"/proc/self/task/{thread.native_id}/stat").read_text().rpartition(") ")[2].startswith("S")
    ):
        pass
    stillness, seen = Stillness(), []
    for seconds in (0.0, GUESS_SECONDS * 0.9, GUESS_SECONDS * 0.2):
        closed.now += seconds
        seen.append(stillness.of_all_but(known))
    with contextlib.closing(bench.here):
        bench.end()
        thread.join()
    assert seen == [False, False, True]


@pytest.mark.parametrize(
    ("file", "seconds"), [("submitted.py", GUESS_SECONDS), (f"{OURS}clock.py", KNOWN_WAIT_SECONDS)]
)
def test_a_guess_begins_anew_with_each_move_and_is_sooner_sure_of_the_drivers_own_waits(
    closed, monkeypatch, file, seconds
):
    code, stillness, seen = SimpleNamespace(co_filename=file), Stillness(), []
    for place, passed in ((4, 0.0), (4, 0.9), (8, 0.2), (8, 0.9), (8, 0.2)):
        frame = SimpleNamespace(f_code=code, f_lasti=place)
        monkeypatch.setattr(driver, "_frames", lambda frame=frame: {-1: frame})
        closed.now += passed * seconds
        seen.append(stillness.of_all_but(()))
    assert seen == [False, False, False, False, True]


def test_a_file_of_the_kernels_that_may_not_be_read_is_no_answer(monkeypatch):
    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr(driver, "_read", refuse)
    with pytest.raises(PermissionError):
        driver._stands_still("/proc/self/task/1")


def test_a_guess_asks_nothing_of_the_threads_that_are_known_to_wait(closed, monkeypatch):
    bench = Bench()
    thread = threading.Thread(target=bench.lock.acquire, daemon=True)
    thread.start()
    monkeypatch.setattr(driver, "_frames", lambda: {thread.ident: sys._getframe()})
    seen = [Stillness().of_all_but(waiting) for waiting in ({thread.native_id}, ())]  # type: ignore[arg-type]
    with contextlib.closing(bench.here):
        bench.end()
        thread.join()
    assert seen == [True, False]
