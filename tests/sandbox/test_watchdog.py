import os
import subprocess
import sys

from kata.sandbox.limits import MIB
from kata.sandbox.watchdog import Watchdog, memory_in_use

MANY = """
import os, sys, time
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(os.urandom(1024)) * (20 << 10)
        print("held", flush=True)
        time.sleep(600)
time.sleep(600)
"""


def many():
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", MANY], stdout=subprocess.PIPE, start_new_session=True
    )


def test_the_memory_of_all_processes_is_counted_together():
    process = many()
    assert process.stdout is not None
    with process.stdout as said, Watchdog(process.pid, 10_000 * MIB) as watchdog:
        for _ in range(4):
            said.readline()
        assert memory_in_use(process.pid) > 80 * MIB
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
    with Watchdog(process.pid, 0, measure=lambda _pid: 0):
        pass
    process.communicate(b"\n")
    assert process.returncode == 0


def test_a_process_that_is_gone_uses_nothing():
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])
    process.wait()
    assert memory_in_use(process.pid) == 0
