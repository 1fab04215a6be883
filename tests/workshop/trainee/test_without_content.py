"""A trainee's machine without any kata on it: the room brings what is needed."""

from __future__ import annotations

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


def test_a_room_is_played_without_any_kata_installed(bare: Path, server: Server, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(bare), "KATA_STATE_HOME": str(tmp_path / "state")}
    program = "import kata, sys; from kata.cli import main; assert sys.argv.pop() == kata.__path__[0]; main()"

    def kata(*arguments: str, folder: Path = tmp_path, code: int = 0) -> str:
        line = [sys.executable, "-c", program, *arguments, str(bare / "kata")]
        done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout

    kata("join", server.url, CODE)
    inside = tmp_path / "tea"
    for stage in ("1_pour", "2_sweeten"):
        shutil.copytree(PACK / "reference" / "tea" / "pots" / stage, inside, dirs_exist_ok=True)
        for command in (["check", "--no-tests"], ["brief"], ["status"]):
            kata(*command, folder=inside)
        kata("next", folder=inside)
    for command in (["report"], ["book", "pouring"], ["room"], ["bundle"], ["leave"]):
        kata(*command, folder=inside)
