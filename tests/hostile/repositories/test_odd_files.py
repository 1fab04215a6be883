"""Files that stall, leak or collide (catalogue 87 to 93, 98, 100): told, and never followed or waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def pipe_as_gitignore(trainee: Any) -> None:
    os.mkfifo(trainee.folder / ".gitignore")


def pipe_as_gitattributes(trainee: Any) -> None:
    os.mkfifo(trainee.folder / ".gitattributes")


def link_to_a_secret(trainee: Any) -> None:
    (trainee.folder / "passwd.py").symlink_to("/etc/passwd")


def link_to_a_folder(trainee: Any) -> None:
    (trainee.folder / "etc").symlink_to("/etc")


def link_to_itself(trainee: Any) -> None:
    (trainee.folder / "loop").symlink_to("loop")


def hard_link(trainee: Any) -> None:
    os.link(trainee.trap.program, trainee.folder / "mine.py")


def sparse_giant(trainee: Any) -> None:
    with (trainee.folder / "big.py").open("wb") as file:
        file.truncate(40 * 1024**3)


def git_in_capitals(trainee: Any) -> None:
    trainee.write(".GIT/hooks/post-checkout", "x")


def git_with_an_invisible_letter(trainee: Any) -> None:
    trainee.write(".git\u200c/c.py", "x")


def git_by_its_short_name(trainee: Any) -> None:
    trainee.write("git~1/config", "x")


def twins_by_case(trainee: Any) -> None:
    trainee.write("SMS.py", "x")


def stale_bytecode(trainee: Any) -> None:
    trainee.write("sms.pyc", "x")


CASES = [
    *(
        pipe_as_gitignore,
        pipe_as_gitattributes,
        link_to_a_secret,
        link_to_a_folder,
        link_to_itself,
        hard_link,
    ),
    *(sparse_giant, git_in_capitals, git_with_an_invisible_letter, git_by_its_short_name, twins_by_case),
    stale_bytecode,
]


@pytest.mark.parametrize("plant", CASES, ids=lambda plant: plant.__name__)
def test_an_odd_file_is_told_and_the_rest_is_graded(
    plant: Callable[[Any], None], trainee: Any, grade: Callable[[Path], Any]
) -> None:
    plant(trainee)

    seen = grade(trainee.folder)

    assert [len(snapshot.oddities) for snapshot in seen.folder] == [1, 1]
    assert seen.folder[0].files["sms.py"] == b"def send(): ...\n"
    assert not any(b"root:" in content for snapshot in seen.folder for content in snapshot.files.values())
    assert seen.refused == []


@pytest.mark.parametrize("name", ["HEAD", "config", "info/exclude", "index", "packed-refs", "index.lock"])
def test_a_pipe_in_the_git_folder_stalls_nobody(
    trainee: Any, grade: Callable[[Path], Any], name: str
) -> None:
    (trainee.folder / ".git" / name).unlink(missing_ok=True)
    os.mkfifo(trainee.folder / ".git" / name)

    seen = grade(trainee.folder)

    assert [list(snapshot.files)[-1] for snapshot in seen.folder] == ["sms.py", "sms.py"]
    assert all(sentence.endswith(".") for sentence in seen.refused)
