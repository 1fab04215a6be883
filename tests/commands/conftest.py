"""The command line in this process, over a miniature kata (`pack/`), with a state folder of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kata.grader.grade as grader
import pytest
from kata.base.whole_files import write_whole
from kata.cli import run
from kata.report.report import Report, decode, encode
from kata.session.gradings import fingerprint

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


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder for the gradings of this run, which the workers of xdist share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "reports"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def graded_once(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grades what a test of this run had graded before by handing out the same report.

    It is for tests of what a command does with a report; the files, the kata and the walls still decide which.
    """
    real = grader.grade

    def once(kata: Any, number: int, submission: grader.Submission, **more: Any) -> Report:
        states = (*submission.baselines, submission.current)
        files = [(state.tree, sorted(state.executable), state.oddities) for state in states]
        walls, rest = more["proved"].rung.name, {*more} - {"proved", "examiner", "progress"}
        assert not rest, f"these would have to be part of the key: {rest}"
        key = repr((fingerprint(kata), walls, number, submission.refactored, *files))
        kept = reports / hashlib.sha256(key.encode()).hexdigest()
        if not kept.exists():
            write_whole(kept, encode(real(kata, number, submission, **more)))
        return decode(kept.read_bytes())

    monkeypatch.setattr(grader, "grade", once)


@pytest.fixture(autouse=True)
def loaded_once(exams_kept: None) -> None:
    """Commands find an exam process that is loaded."""


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
