"""A dozen of the attacks on each of the two strongest walls, as whoever runs the tests and as an ordinary user."""

from __future__ import annotations

import base64
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import kata
import pytest

STRONGEST = ("jail", "namespaces")
NAMES = (
    "conftest-that-rewrites-reports",
    "exits-at-import",
    "writes-a-result-and-ends",
    "a-class-that-is-every-error",
    "looks-for-the-hidden-tests",
    "reads-other-processes",
    "calls-home",
    "kills-everything-in-reach",
    "asks-the-kernel-for-powers",
    "fork-bomb",
    "daemons-that-stay",
    "answers-beforehand",
)
ORDINARY = 61_501  # a user number that no account has
SECONDS = 500  # real time for the dozen on both walls


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rung", STRONGEST)
def test_undone_work_fails_behind_it(rung, name, attacked, canary):
    assert attacked(name, rung).outcome == "failed"


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests above are run by an ordinary user already")
def test_the_same_holds_for_an_ordinary_user(tmp_path):
    root = Path(kata.__file__).resolve().parent
    tmp_path.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, ORDINARY, ORDINARY)
    line = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(root)]
    line += [
        "-c",
        str(root / "pyproject.toml"),
        "--basetemp",
        str(home / "base"),
        f"{__file__}",
        "-k",
        "behind_it",
    ]
    see = [str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, root, home)]
    order = base64.b64encode(pickle.dumps((see, ORDINARY, line))).decode()
    done = subprocess.run(
        [sys.executable, "-B", "-c", BECOME, order],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(r"\d+ passed", done.stdout)


BECOME = """
import base64, os, pickle, sys
from kata.sandbox.rungs import descend
see, user, line = pickle.loads(base64.b64decode(sys.argv[1]))
descend.open_the_way(see)
descend.become(user)
os.execv(line[0], line)
"""
