import itertools
import os
import subprocess
import sys
import threading

import pytest
from kata.sandbox import watchdog as watchdog_of_processes
from kata.sandbox.limits import MIB
from kata.sandbox.watchdog import Watchdog, memory_at_a_glance, memory_at_most, memory_in_use

MANY = """
import os, sys, time
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(os.urandom(1024)) * (20 << 10)
        print("held", flush=True)
        time.sleep(600)
time.sleep(600)
"""
SHARING = """
import os, time
held = bytearray(os.urandom(1024)) * (60 << 10)
for _ in range(8):
    if os.fork() == 0:
        print("forked", flush=True)
        time.sleep(600)
time.sleep(600)
"""
LOOKS = 3


def started(program):
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program], stdout=subprocess.PIPE, start_new_session=True
    )


def many():
    return started(MANY)


@pytest.fixture
def sharing():
    """Nine processes, forked from one that holds 60 MiB, which none of them changes."""
    process = started(SHARING)
    assert process.stdout is not None
    with process.stdout as said:
        for _ in range(8):
            said.readline()
        yield process
        os.killpg(process.pid, 9)
    process.wait()


def test_memory_that_forked_processes_share_is_counted_once(sharing):
    assert memory_at_most(sharing.pid) > 9 * 60 * MIB
    assert 60 * MIB < memory_in_use(sharing.pid) < 3 * 60 * MIB


def test_processes_that_share_much_and_hold_little_live_on(sharing):
    looked = threading.Semaphore(0)

    def exactly(pid):
        looked.release()
        return memory_in_use(pid)

    with Watchdog(sharing.pid, 300 * MIB, (memory_at_most, exactly)) as watchdog:
        for _ in range(LOOKS):
            assert looked.acquire(timeout=60), "the cheap sum did not pass the limit"
    assert not watchdog.bitten
    assert sharing.poll() is None


def test_what_cannot_be_measured_exactly_counts_in_full(sharing, monkeypatch):
    read = watchdog_of_processes._told
    monkeypatch.setattr(
        watchdog_of_processes, "_told", lambda pid, file: b"" if file == "smaps_rollup" else read(pid, file)
    )
    assert memory_in_use(sharing.pid) > 9 * 60 * MIB


def test_processes_that_come_and_go_too_fast_to_be_measured_count_in_full(sharing, monkeypatch):
    turns = itertools.count()
    monkeypatch.setattr(
        "kata.sandbox.watchdog.ending.descendants", lambda _pid: [sharing.pid] * (next(turns) % 2)
    )
    assert memory_in_use(sharing.pid) >= 60 * MIB
    assert next(turns) > 2 * watchdog_of_processes.LOOKS


def test_the_memory_of_all_processes_is_counted_together():
    process = many()
    assert process.stdout is not None
    with process.stdout as said, Watchdog(process.pid, 10_000 * MIB) as watchdog:
        for _ in range(4):
            said.readline()
        assert memory_in_use(process.pid) > 80 * MIB
        assert memory_at_most(process.pid) > 80 * MIB
        watchdog.stop()
        process.kill()
        os.killpg(process.pid, 9)
    process.wait()
    assert not watchdog.bitten


def test_too_much_together_ends_all_of_them():
    process = many()
    assert process.stdout is not None
    with process.stdout as said, Watchdog(process.pid, 50 * MIB) as watchdog:
        while said.readline():
            pass  # until nobody is left who could say something
    assert process.wait() == -9
    assert watchdog.bitten


def test_a_stopped_watchdog_bites_nobody():
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE)
    with Watchdog(process.pid, 0, [lambda _pid: 0]):
        pass
    process.communicate(b"\n")
    assert process.returncode == 0


def test_a_process_that_is_gone_uses_nothing():
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])
    process.wait()
    assert memory_in_use(process.pid) == memory_at_most(process.pid) == memory_at_a_glance(process.pid) == 0


LINE = b"   0: 0100007F:1F90 00000000:0000 0A %08X:%08X 00:00000000 00000000     0        0 2 1\n"
ONE_MIB_OF_TWO_SOCKETS = LINE % (MIB, 0) + LINE % (0, 0)


@pytest.fixture
def tables(tmp_path):
    """The kernel's tables of a network with two sockets, one of them with a MiB to send."""
    for name in ("tcp", "tcp6", "udp", "udp6", "unix"):
        (tmp_path / name).write_bytes(b"  sl  local_address ...\n")
    (tmp_path / "tcp").write_bytes(b"  sl  local_address ...\n" + ONE_MIB_OF_TWO_SOCKETS)
    (tmp_path / "sockstat").write_bytes(
        b"sockets: used 9\nTCP: inuse 2 orphan 0 tw 4 alloc 3 mem 1\nUDP: inuse 0 mem 0\n"
    )
    (tmp_path / "sockstat6").write_bytes(b"TCP6: inuse 0\nUDP6: inuse 0\n")
    return tmp_path


def test_at_a_glance_each_socket_counts_as_full(tables):
    assert watchdog_of_processes._queued(tables) == MIB + 2 * watchdog_of_processes.SOCKET_BYTES
    assert watchdog_of_processes._full(tables) == 2 * watchdog_of_processes._largest_buffers()
    assert watchdog_of_processes._largest_buffers() > 200 * watchdog_of_processes.KIB


@pytest.mark.parametrize("name", ["sockstat", "sockstat6"])
def test_where_the_kernel_does_not_count_sockets_the_tables_are_read(tables, name):
    (tables / name).unlink()
    assert watchdog_of_processes._full(tables) == watchdog_of_processes._queued(tables)


def test_each_measure_is_asked_only_where_the_one_before_counts_too_much():
    asked = []
    done = threading.Event()

    def measure(number, found):
        def measured(_pid):
            asked.append(number)
            if len(asked) > 4:
                done.set()
            return found

        return measured

    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE)
    with Watchdog(process.pid, 5, [measure(1, 9), measure(2, 3), measure(3, 9)]) as watchdog:
        assert done.wait(60)
    process.communicate(b"\n")
    assert not watchdog.bitten
    assert set(asked) == {1, 2}
