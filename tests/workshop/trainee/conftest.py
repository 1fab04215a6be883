"""Fixtures of a trainee: a room to join, and the command line in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import PACK, Kata, kata
from tests.workshop.trainee.fake_room import Room, Server

__all__ = ["joined", "kata", "lay", "room", "server"]

CODE = "ABCD2345"


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def server(room: Room) -> Iterator[Server]:
    served = Server(room)
    yield served
    served.stop()


@pytest.fixture
def joined(kata: Kata, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in a room, in which the commands run."""
    done = kata("join", server.url, CODE, "--as", "Anna")
    assert done.code == 0, done.err
    monkeypatch.chdir(tmp_path / "tea")
    return tmp_path / "tea"


@pytest.fixture
def lay(joined: Path) -> Callable[[int], None]:
    """Does a stage as the reference does."""

    def do(stage: int) -> None:
        folder = next((PACK / "reference" / "tea" / "pots").glob(f"{stage}_*"))
        shutil.copytree(folder, joined, dirs_exist_ok=True)

    return do


@pytest.fixture
def workspace_alone(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of somebody who is in no room."""
    assert kata("start", "tea", "--pack", str(PACK)).code == 0
    monkeypatch.chdir(tmp_path / "tea")
    return tmp_path / "tea"
