"""A file is there whole, or as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.base.lock import locked
from kata.base.whole_files import whole_file, write_whole


def test_what_was_there_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "file"
    for data in (b"first", b"second"):
        write_whole(target, data)
        assert target.read_bytes() == data
    assert [each.name for each in target.parent.iterdir()] == ["file"]


def test_what_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_whole(target, b"before")

    def half() -> None:
        with whole_file(target) as file:
            file.write(b"hal")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert target.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_lock_keeps_others_out_until_it_is_let_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        locked(lock, wait=False),
        pytest.raises(StateError, match="Another kata command"),
        locked(lock, wait=False),
    ):
        pass
    with locked(lock, wait=False):
        pass
