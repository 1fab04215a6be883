"""The attacks behind each wall that a machine may have, as whoever runs the tests and as an ordinary user.

By default a dozen of them, and two where root becomes an ordinary user (`.ci/run` makes the dozen there, too); all of
them where KATA_EVERY_WALL is 1.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

WHOLE = os.environ.get("KATA_EVERY_WALL") == "1"
WALLS = ("jail", "namespaces", "lsm")
# Behind the strongest wall, as whoever runs them, `test_submissions` makes all attacks. So root makes them here behind the others.
HERE = WALLS[1:] if os.geteuid() == 0 else WALLS
DOZEN = (
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
AS_SOMEBODY_ELSE = "writes-a-result-and-ends or reads-other-processes"
TABLES = sorted((Path(__file__).parent / "attacks").glob("*.toml"))
NAMES = tuple(attack["id"] for path in TABLES for attack in tomllib.loads(path.read_text())["attacks"])
ORDINARY = Path(__file__).parents[1] / "ordinary.py"
SECONDS = 600  # real time for two attacks behind all walls; it takes a tenth of that

pytestmark = pytest.mark.flaky(reruns=1)
"""An attack has real limits of time, which a busy machine may use up: one that gets through does so twice."""


@pytest.mark.parametrize("name", NAMES if WHOLE else DOZEN)
@pytest.mark.parametrize("rung", HERE)
def test_undone_work_fails_behind_it(rung, name, attacked, canary):
    assert attacked(name, rung).outcome == "failed"


@pytest.mark.skipif(WHOLE or os.geteuid() != 0, reason="an ordinary user runs the tests above")
def test_the_same_holds_for_an_ordinary_user():
    attacks = f"behind_it and ({AS_SOMEBODY_ELSE})"
    tests = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:xdist", __file__, "-k", attacks]
    done = subprocess.run(
        [sys.executable, "-B", str(ORDINARY), *tests],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(r"\d+ (passed|skipped)", done.stdout)
