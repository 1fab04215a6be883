"""The command line in this process, over a miniature kata (`pack/`), with a state folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kata.cli import run

PACK = Path(__file__).parent / "pack"


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Kata = Callable[..., Said]


@pytest.fixture
def kata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kata:
    """Runs a command: `kata("next", "--anyway")`. The current folder is `tmp_path` at first."""
    monkeypatch.setenv("KATA_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("KATA_TRUSTED_PACKS", f"{tmp_path}{os.pathsep}{PACK}")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("KATA_TRACEBACK", "1")
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Said:
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return command


@pytest.fixture
def workspace(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of the miniature kata, in which the commands run."""
    assert kata("start", "tea", "--pack", str(PACK)).code == 0
    monkeypatch.chdir(tmp_path / "tea")
    return tmp_path / "tea"


@pytest.fixture
def do(workspace: Path) -> Callable[[int], None]:
    """Does a stage as the reference does."""

    def lay(stage: int) -> None:
        folder = next((PACK / "reference" / "tea" / "pots").glob(f"{stage}_*"))
        shutil.copytree(folder, workspace, dirs_exist_ok=True)

    return lay


@pytest.fixture
def git(workspace: Path) -> Callable[..., str]:
    """Git in the workspace."""

    def command(*arguments: str) -> str:
        named = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(workspace), *arguments]
        return subprocess.run(named, check=True, capture_output=True, text=True).stdout.strip()

    return command
