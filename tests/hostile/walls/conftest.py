"""Runs a stranger's program behind a chosen wall, as whoever runs the tests and as an ordinary user."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kata.sandbox import ending, ladder
from kata.sandbox.launch import ENTRY, Mounts, Rung
from kata.sandbox.limits import Limits
from kata.sandbox.watchdog import Watchdog

ORDINARY = Path(__file__).parents[1] / "ordinary.py"
SECONDS = 30.0  # real time for one hostile program; most take 0.1 s
STRONG = ("jail", "namespaces", "lsm")

Inside = Callable[..., str]
AsOrdinaryUser = Callable[[str], str]


@pytest.fixture(params=STRONG)
def rung(request: pytest.FixtureRequest) -> Rung:
    """Each wall that a grade may rest on, where this machine has it."""
    return usable(request.param)


@pytest.fixture(params=STRONG[:2])
def strong_rung(request: pytest.FixtureRequest) -> Rung:
    """The two strongest walls."""
    return usable(request.param)


def usable(name: str) -> Rung:
    (rung,) = (each for each in ladder.RUNGS if each.name == name)
    problem = rung.problem()
    if problem:
        pytest.skip(f"{name}: {problem}")
    return rung


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    """`inside(rung, program, limits)` is what `program` says by `say(text)`; "" when it ends without a word."""
    started: list[subprocess.Popen[bytes]] = []

    def run(rung: Rung, program: str, limits: Limits | None = None) -> str:
        for name in ("tree", "driver", "packages"):
            (tmp_path / name).mkdir(exist_ok=True)
        tmp_path.chmod(0o755)
        start = "import os, socket, sys\nchannel = socket.socket(fileno=int(sys.argv[1]))\n"
        start += "def say(text): channel.sendall(str(text).encode())\n"
        (tmp_path / "driver" / ENTRY).write_text(start + program)
        mounts = Mounts(tmp_path / "tree", tmp_path / "driver", tmp_path / "packages")
        launch = rung.command(mounts, limits or Limits())
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = launch.start(theirs.fileno(), errors=None)
            started.append(process)
            ours.settimeout(SECONDS)
            with Watchdog(process.pid, launch.tree_memory_bytes):
                said = ours.recv(1 << 16).decode()
            ending.end(process.pid)
            process.wait()
            launch.cleanup()
            assert ours.recv(1 << 16) == b"", "something outlived the end"
        return said

    yield run
    for process in started:
        ending.end(process.pid)
        process.wait()


@pytest.fixture
def as_ordinary_user() -> AsOrdinaryUser:
    """Runs code with `kata` importable as somebody without powers, and gives what it prints."""

    def run(code: str) -> str:
        line = [sys.executable, "-B", "-c", code]
        if os.geteuid() == 0:
            line = [sys.executable, "-B", str(ORDINARY), *line]
        done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
