from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.workspace.materialise import materialise


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        materialise({"sub/run": b"x", "a.py": b"y"}, tmp_path / "w", executable={"sub/run"})
    finally:
        os.umask(before)

    assert (mode(tmp_path / "w/sub/run"), mode(tmp_path / "w/a.py"), mode(tmp_path / "w/sub")) == (
        0o755,
        0o644,
        0o755,
    )


def test_other_files_stay_and_a_file_there_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("mine")
    (tmp_path / "BRIEF.md").write_text("the old and longer brief")

    materialise({"BRIEF.md": b"new"}, tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"mine.py", "BRIEF.md"}
    assert (tmp_path / "mine.py").read_text() == "mine"
    assert (tmp_path / "BRIEF.md").read_text() == "new"


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("precious")
    (tmp_path / "w").mkdir()
    (tmp_path / "w/BRIEF.md").symlink_to(tmp_path / "outside")

    materialise({"BRIEF.md": b"new"}, tmp_path / "w")

    assert (tmp_path / "outside").read_text() == "precious"
    assert (tmp_path / "w/BRIEF.md").read_text() == "new"
    assert not (tmp_path / "w/BRIEF.md").is_symlink()


def test_a_link_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "w").mkdir()
    (tmp_path / "w/docs").symlink_to(tmp_path / "outside")

    with pytest.raises(StateError, match=r"docs/a\.md cannot be written .* Move that away"):
        materialise({"docs/a.md": b"new"}, tmp_path / "w")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_refused_and_leaves_no_scraps(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(StateError, match="Move that away"):
        materialise({"a.md": b"new"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../x", "a//x", "", ".", "a/.", "x\0y", ".git/hooks/x", "a/.GIT"]
)
def test_a_path_that_leaves_the_folder_or_enters_git_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(StateError, match="cannot be written"):
        materialise({"fine": b"", path: b"x"}, tmp_path / "w")
    assert not (tmp_path / "w").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("x")
    with pytest.raises(StateError, match="is a file"):
        materialise({"a": b""}, tmp_path / "w")
