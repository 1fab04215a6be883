"""A repository to be made hostile, a trap that tells when it is run, and all that the grader does to it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.workspace.history import refs_of_marks, state_at
from kata.workspace.ingest import ingest
from kata.workspace.materialise import materialise
from kata.workspace.repository import Repository
from kata.workspace.snapshot import Snapshot
from kata.workspace.store import Store

PERSON = {
    "GIT_AUTHOR_NAME": "T",
    "GIT_AUTHOR_EMAIL": "t@t",
    "GIT_COMMITTER_NAME": "T",
    "GIT_COMMITTER_EMAIL": "t@t",
}


@dataclass(frozen=True)
class Trap:
    """A program that writes down that it ran, and then passes its input on."""

    program: Path
    record: Path

    def ran(self) -> bool:
        return self.record.exists()

    def rearm(self) -> None:
        self.record.unlink(missing_ok=True)


@dataclass
class Trainee:
    """A repository with one commit, and git as its owner runs it, configuration and all."""

    folder: Path
    trap: Trap
    home: Path

    def git(self, *args: str, inside: str = ".", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["git", "-C", str(self.folder / inside), *args],
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **PERSON, **environment},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=20,
        )

    def must(self, *args: str, inside: str = ".", **environment: str) -> str:
        done = self.git(*args, inside=inside, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def write(self, path: str, content: str | bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)

    def hook(self, name: str) -> None:
        place = self.folder / ".git/hooks" / name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(self.trap.program)


@dataclass
class Seen:
    """What the grader made of it: the snapshots of the folder, and of its history where that can be read."""

    folder: list[Snapshot] = field(default_factory=list)
    history: list[Snapshot] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    diffs: list[str] = field(default_factory=list)


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    program, record = tmp_path / "trap.sh", tmp_path / "trap-ran"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {record}\nexit 0\n')
    program.chmod(0o755)
    return Trap(program, record)


@pytest.fixture
def trainee(tmp_path: Path, trap: Trap) -> Trainee:
    home, folder = tmp_path / "home", tmp_path / "submission"
    home.mkdir()
    folder.mkdir()
    made = Trainee(folder, trap, home)
    made.must("init", "-q", "-b", "main")
    made.write("sms.py", "def send(): ...\n")
    made.must("add", "-A")
    made.must("commit", "-q", "-m", "start")
    return made


@pytest.fixture
def grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Seen]:
    """Everything that our side ever does to a folder, twice, with a change between."""
    nowhere = tmp_path / "grader-home"
    nowhere.mkdir()
    monkeypatch.setenv("HOME", str(nowhere))
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)

    def run(folder: Path) -> Seen:
        seen = Seen()
        store = Store(tmp_path / "own.git")
        for turn in ("first", "second"):
            snapshot = ingest(folder)
            seen.folder.append(snapshot)
            store.keep(snapshot, turn)
            assert store.load(turn) == snapshot
            seen.diffs.append(store.diff(seen.folder[0], snapshot))
            materialise(snapshot.files, tmp_path / f"copy-{turn}", snapshot.executable)
            _at_their_side(folder, turn, seen)
            (folder / "between.py").write_text("x = 1\n")
        return seen

    return run


def _at_their_side(folder: Path, turn: str, seen: Seen) -> None:
    repository = Repository(folder)
    try:
        seen.history.append(state_at(folder, "HEAD"))
        repository.problem()
        repository.notes()
        repository.commit(f"kata: {turn}")
        repository.mark(turn, "handed in")
        for ref in refs_of_marks(folder).values():
            seen.history.append(state_at(folder, ref))
    except StateError as refusal:
        seen.refused.append(str(refusal))
