"""What a child may try against the one that asks it: each ends as the child's own doing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kata.grader.toolkit import Raised, Returned
from kata.sandbox import ending
from kata.sandbox.child import ChildGone, ChildOverdue
from kata.sandbox.jail import Jail, driver_folder
from kata.sandbox.ladder import Mounts
from kata.sandbox.limits import Limits
from kata.sandbox.packages import assemble

DRIVER = "import gc\n(DRIVER,) = (each for each in gc.get_objects() if type(each).__name__ == 'Subject')\n"


def test_the_listeners_are_the_graders_alone(start):
    code = """
import socket

def listening():
    found = []
    for number in range(3, 256):
        try:
            with socket.socket(fileno=__import__("os").dup(number)) as one:
                found += [number] if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) else []
        except OSError:
            pass
    return found
"""
    assert start({"shop.py": code}, {"wire": lambda request: None}).call("shop:listening") == Returned([])


def test_descriptors_that_a_child_hands_over_are_not_kept(start):
    code = (
        DRIVER
        + """
import os, socket

def flood():
    nothing = os.open("/dev/null", os.O_RDONLY)
    for _ in range(100):
        body = b'{"event": "waited", "seconds": 0}'
        try:
            socket.send_fds(DRIVER._events._socket, [len(body).to_bytes(4, "big") + body], [nothing] * 16)
        except OSError:  # the kernel has enough of them
            return
"""
    )
    subject = start({"shop.py": code})
    before = opened("/dev/null")
    assert subject.call("shop:flood") == Returned(None)
    assert opened("/dev/null") == before


def opened(path):
    """How many of this process's descriptors are of that file; others come and go with the watchdog."""
    return sum(
        Path(link).exists() and os.path.realpath(link) == path for link in Path("/proc/self/fd").iterdir()
    )


@pytest.mark.parametrize(
    ("seconds", "error"), [("float('nan')", "ValueError"), ("-1", "ValueError"), ("1e300", "OverflowError")]
)
def test_a_wait_that_no_clock_takes_is_an_error_in_the_child(start, seconds, error):
    subject = start({"shop.py": f"import time\n\ndef wait():\n    time.sleep({seconds})\n"})
    outcome = subject.call("shop:wait")
    assert isinstance(outcome, Raised) and outcome.type == f"builtins.{error}" and subject.now == 0


def test_a_told_wait_beyond_all_clocks_breaks_the_protocol(start):
    code = (
        DRIVER
        + "\ndef lie():\n    DRIVER._events.send({'event': 'waited', 'seconds': 1e300, 'busy': False})\n"
    )
    with pytest.raises(ChildGone, match="waits without end"):
        start({"shop.py": code}).call("shop:lie")


def test_events_without_end_are_ended(start):
    code = (
        DRIVER
        + "\ndef flood():\n    while True:\n        DRIVER._events.send({'event': 'idle', 'x': 'y' * 60_000})\n"
    )
    with pytest.raises((ChildGone, ChildOverdue)):
        start({"shop.py": code}, seconds=10).call("shop:flood")


def test_an_error_without_end_is_cut(start):
    code = """
class Long(Exception):
    pass

Long.__qualname__ = "L" * 100_000

def fail():
    raise Long("x" * 1_000_000)
"""
    outcome = start({"shop.py": code}).call("shop:fail")
    assert isinstance(outcome, Raised) and len(outcome.message) <= 2_000


def test_the_end_of_the_whole_jail_is_the_childs_doing_and_not_the_machines(proved, tmp_path):
    mounts = Mounts(tree=tmp_path, driver=driver_folder(), packages=assemble(()))
    tmp_path.chmod(0o755)
    with Jail(proved.rung.command(mounts, Limits())) as jail:
        child = jail.fork(lambda _event: None)
        child.begin(paths=(), listeners=(), environment={}, seconds=10)
        ending.end(jail._process.pid)
        with pytest.raises(ChildGone):
            child.ask({"op": "load", "module": "json"}, 5)
        with pytest.raises(ChildGone, match="whole sandbox"):
            jail.fork(lambda _event: None)


def test_a_jail_may_be_closed_twice(proved, tmp_path):
    tmp_path.chmod(0o755)  # pytest's own folders are closed to the user that a child is
    jail = Jail(proved.rung.command(Mounts(tmp_path, driver_folder(), assemble(())), Limits()))
    jail.close()
    jail.close()
    assert jail.paths
