"""A trainee's machine without any kata on it: the room brings what is needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import PACK
from tests.workshop.trainee.conftest import CODE
from tests.workshop.trainee.fake_room import Server

ROOT = Path(__file__).parents[3]
CONTENT = ("katas", "stages", "reference", "ebook")
ROOMS = (
    *("analysis", "base", "commands", "content", "fleet", "grader", "report", "sandbox", "session", "views"),
    *("workshop", "workspace", "mentor", "cohort", "authoring"),
)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import `kata` from that has the program and no content."""
    folder = tmp_path_factory.mktemp("bare")
    program = folder / "kata"
    program.mkdir()
    for name in ("cli.py", "__init__.py"):
        shutil.copy(ROOT / name, program / name)
    for room in ROOMS:
        shutil.copytree(ROOT / room, program / room, ignore=shutil.ignore_patterns("__pycache__"))
    assert not any((program / name).exists() for name in CONTENT)
    return folder


PROGRAM = """
import json, os, shutil, sys
import kata
from kata.cli import run

bare, steps = sys.argv[1:]
assert kata.__path__[0] == bare
for step in json.loads(steps):
    if step[0] == "lay":
        shutil.copytree(step[1], ".", dirs_exist_ok=True)
    elif step[0] == "enter":
        os.chdir(step[1])
    elif code := run(step):
        sys.exit(f"kata {' '.join(step)} ended with {code}")
"""
"""Runs one command after the other in one process."""


def test_a_room_is_played_without_any_kata_installed(bare: Path, server: Server, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(bare), "KATA_STATE_HOME": str(tmp_path / "state")}
    steps = [["join", server.url, CODE], ["enter", "tea"]]
    for stage in ("1_pour", "2_sweeten"):
        steps.append(["lay", str(PACK / "reference" / "tea" / "pots" / stage)])
        steps += [["check", "--no-tests"], ["brief"], ["status"], ["next"]]
    steps += [["report"], ["book", "pouring"], ["room"], ["bundle"], ["leave"]]
    line = [sys.executable, "-c", PROGRAM, str(bare / "kata"), json.dumps(steps)]
    done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
