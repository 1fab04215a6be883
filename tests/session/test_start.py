from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.base.errors import KataError, StateError, UsageError
from kata.session.home import Home
from kata.session.reveal import start
from kata.session.sitting import Sitting
from kata.session.status import status
from kata.workspace import intake

if TYPE_CHECKING:
    from tests.session.conftest import FakeClock


def test_a_pipe_in_the_place_of_the_id_stalls_nobody(home: Home, tmp_path: Path) -> None:
    (tmp_path / "theirs/.git").mkdir(parents=True)
    os.mkfifo(tmp_path / "theirs/.git/kata-sitting")
    assert home.at(tmp_path / "theirs") is None
    with pytest.raises(StateError, match="not in a kata's workspace"):
        home.find(tmp_path / "theirs")


def test_the_workspace_holds_the_starter_and_the_first_given_files(sitting: Sitting) -> None:
    files = sitting.snapshot().files
    assert sorted(files) == ["BRIEF.md", "README.md", "clients/guest.py", "settings.py", "tea/__init__.py"]
    assert sitting.progress().stage == 1
    assert sitting.baselines()[0].files == files


def test_a_large_folder_beside_it_leaves_nothing_out_of_what_is_graded(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sitting.workspace / "a_lot_of_data").mkdir()
    for number in range(9):
        (sitting.workspace / "a_lot_of_data" / f"{number}.py").write_text("x")
    monkeypatch.setattr(intake, "MAX_FILES", 4)
    files = sitting.snapshot().files
    assert sorted(files) == ["BRIEF.md", "clients/guest.py", "settings.py", "tea/__init__.py"]


def test_a_sitting_is_found_from_any_folder_inside(sitting: Sitting, home: Home) -> None:
    assert home.find(sitting.workspace / "clients") == sitting.folder


def test_a_sitting_is_found_without_its_git_folder(sitting: Sitting, home: Home) -> None:
    shutil.rmtree(sitting.workspace / ".git")
    assert home.find(sitting.workspace / "clients") == sitting.folder


def test_a_moved_workspace_keeps_its_sitting(sitting: Sitting, home: Home, tmp_path: Path) -> None:
    sitting.workspace.rename(tmp_path / "elsewhere")
    assert home.find(tmp_path / "elsewhere") == sitting.folder
    shutil.rmtree(tmp_path / "elsewhere" / ".git")
    assert home.find(tmp_path / "elsewhere") == sitting.folder


def test_a_copied_workspace_is_refused_while_the_original_is_there(
    sitting: Sitting, home: Home, tmp_path: Path
) -> None:
    shutil.copytree(sitting.workspace, tmp_path / "copy")
    with pytest.raises(StateError, match="is a copy of"):
        home.find(tmp_path / "copy")


def test_a_folder_that_is_no_workspace_is_told(home: Home, tmp_path: Path) -> None:
    with pytest.raises(StateError, match="not in a kata's workspace"):
        home.find(tmp_path)


def test_a_workspace_of_another_machine_is_told(sitting: Sitting, tmp_path: Path) -> None:
    with pytest.raises(StateError, match="not on this machine"):
        Home(tmp_path / "other").find(sitting.workspace)


def test_an_id_that_is_a_path_is_not_followed(tmp_path: Path, home: Home) -> None:
    (tmp_path / "evil" / ".git").mkdir(parents=True)
    (tmp_path / "evil" / ".git" / "kata-sitting").write_text("../../../etc")
    with pytest.raises(StateError, match="not in a kata's workspace"):
        home.find(tmp_path / "evil")


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine").touch()
    with pytest.raises(StateError, match="not empty"):
        start(sitting.kata, taken, home, clock)
    assert [path.name for path in taken.iterdir()] == ["mine"]


def test_a_file_in_place_of_the_folder_is_refused(
    tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        start(sitting.kata, tmp_path / "file", home, clock)


def test_an_empty_folder_may_be_used(tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock) -> None:
    (tmp_path / "empty").mkdir()
    assert start(sitting.kata, tmp_path / "empty", home, clock).progress().stage == 1


def test_without_git_nothing_is_left_behind(
    tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sittings = sorted(sitting.folder.parent.iterdir())
    with pytest.raises(StateError, match="git is not installed"):
        start(sitting.kata, tmp_path / "new", home, clock)
    assert not (tmp_path / "new").exists()
    assert sorted(sitting.folder.parent.iterdir()) == sittings


def test_without_a_user_name_a_stand_in_commits(
    tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = start(sitting.kata, tmp_path / "new", home, clock)
    assert "git knows no name for you" in made.repository.notes()[0]
    assert any("git knows no name" in note for note in status(made).notes)


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, sitting: Sitting, home: Home, clock: FakeClock
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(small)], capture_output=True
        ).returncode
    ):
        pytest.skip("a tiny file system can only be mounted by root")
    try:
        with pytest.raises(KataError, match="disk is full"):
            start(sitting.kata, small / "work", home, clock)
        assert not (small / "work").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_status_tells_the_stage_the_time_and_the_rules(sitting: Sitting, clock: FakeClock) -> None:
    clock.pass_time(660)
    now = status(sitting)
    assert (now.stage, now.stages, now.finished, now.paused) == (1, 3, False, False)
    assert (now.seconds_used, now.seconds_left) == (660.0, -60.0)
    assert [rule.id for rule in now.rules] == ["design.1"]
    assert now.last is None


def test_damage_in_another_sitting_does_not_hide_this_one(
    sitting: Sitting, home: Home, tmp_path: Path, clock: FakeClock
) -> None:
    other = start(sitting.kata, tmp_path / "other", home, clock)
    (other.folder / "sitting.json").write_text("{")
    shutil.rmtree(sitting.workspace / ".git")
    assert home.find(sitting.workspace) == sitting.folder
    with pytest.raises(StateError, match="cannot be read"):
        home.find(other.workspace)


def test_a_kata_that_changed_since_the_start_is_told(sitting: Sitting) -> None:
    changed = replace(sitting.kata, starter={**sitting.kata.starter, "README.md": b"anew"})
    assert sitting.remarks() == ()
    assert "was changed since this sitting began" in replace(sitting, kata=changed).remarks()[0]
