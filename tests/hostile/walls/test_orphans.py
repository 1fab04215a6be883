"""A grader that is killed leaves nothing behind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import kata
import pytest
from kata.sandbox import ladder
from kata.sandbox.launch import ENTRY

NAMES = [rung.name for rung in ladder.RUNGS if rung.name != "seatbelt"]
GRADER = """
import subprocess, sys
from pathlib import Path
from kata.sandbox import ladder
from kata.sandbox.launch import Mounts
from kata.sandbox.limits import Limits
name, folder, channel = sys.argv[1:]
(rung,) = (each for each in ladder.RUNGS if each.name == name)
folder = Path(folder)
launch = rung.command(Mounts(folder / "tree", folder / "driver", folder / "packages"), Limits())
process = subprocess.Popen(
    [*launch.argv, channel],
    env=dict(launch.environment),
    pass_fds=(*launch.pass_fds, int(channel)),
    start_new_session=True,
)
process.wait()
"""
STAYS = """
import os, socket, sys, time
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
socket.socket(fileno=int(sys.argv[1])).sendall(b"here")
time.sleep(600)
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_grader_takes_the_sandbox_with_it(name, tmp_path):
    (rung,) = (each for each in ladder.RUNGS if each.name == name)
    if rung.problem():
        pytest.skip(str(rung.problem()))
    for folder in ("tree", "driver", "packages"):
        (tmp_path / folder).mkdir()
    tmp_path.chmod(0o755)
    (tmp_path / "driver" / ENTRY).write_text(STAYS)
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            grader = subprocess.Popen(
                [sys.executable, "-B", "-c", GRADER, name, str(tmp_path), str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                cwd=Path(kata.__file__).parent,
                env={**os.environ, "TMPDIR": str(tmp_path)},
            )
        ours.settimeout(30)
        assert ours.recv(16) == b"here"
        grader.kill()
        grader.wait()
        assert ours.recv(16) == b""
