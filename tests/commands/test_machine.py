"""The command as a program of its own, on machines and behind parents that lack something."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.base import disk_trouble
from kata.cli import run

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

Do = Callable[[int], None]
Done = subprocess.CompletedProcess[bytes]


def program(
    folder: Path, *arguments: str, before: Callable[[], object] | None = None, **changed: str
) -> Done:
    """The command in `folder`; `before` runs between fork and exec."""
    environment = {key: value for key, value in os.environ.items() if key != "KATA_TRACEBACK"}
    command = [sys.executable, "-m", "kata.cli", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={**environment, **changed},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        preexec_fn=before,  # nothing else runs here
    )


def sentence(done: Done) -> str:
    """What was said on stderr, which is no traceback."""
    said = done.stderr.decode()
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("columns", ["0", "-1", "wide", "", "1"])
def test_a_terminal_of_no_size_is_one_of_the_usual_size(workspace: Path, columns: str) -> None:
    done = program(workspace, "brief", COLUMNS=columns, LINES=columns)
    assert (done.returncode, sentence(done)) == (0, "")


def test_a_stage_is_closed_whatever_the_size_of_the_terminal(workspace: Path, do: Do) -> None:
    do(1)
    done = program(workspace, "next", COLUMNS="0")
    assert (done.returncode, sentence(done)) == (0, "")
    assert b"Now with sugar" in done.stdout


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_a_stream_that_the_parent_closed_is_no_trouble(workspace: Path, closed: tuple[int, ...]) -> None:
    done = program(workspace, "status", before=lambda: [os.close(each) for each in closed])  # type: ignore[func-returns-value]
    assert (done.returncode, sentence(done)) == (0, "")


def test_watch_needs_no_standard_input(workspace: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "kata.cli", "watch"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.close(0),
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, said) == (0, b"")
    assert b"no rule is broken" in first


def test_own_tests_that_fail_are_told_though_the_parent_ignores_its_children(workspace: Path) -> None:
    (workspace / "tests").mkdir()
    (workspace / "tests" / "test_mine.py").write_text("def test_mine():\n    assert False\n")
    done = program(workspace, "check", before=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    assert (done.returncode, sentence(done)) == (1, "")
    assert b"Your own tests fail." in done.stdout


def test_blocked_signals_of_the_parent_do_not_make_us_deaf(workspace: Path) -> None:
    done = program(
        workspace,
        "status",
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()),
    )
    assert (done.returncode, sentence(done)) == (0, "")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_exports_are_utf_8_whatever_the_terminal_speaks(workspace: Path, do: Do, encoding: str) -> None:
    do(1)
    assert program(workspace, "next").returncode == 0
    done = program(workspace, "report", "--format", "html", PYTHONIOENCODING=encoding)
    assert (done.returncode, sentence(done)) == (0, "")
    assert "✓" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("command", ["brief", "status", "doctor"])
def test_a_terminal_that_knows_ascii_alone_gets_ascii(workspace: Path, command: str) -> None:
    done = program(workspace, command, PYTHONIOENCODING="ascii")
    assert sentence(done) == ""
    assert done.stdout.isascii() and done.stdout


def test_a_user_without_a_home_is_told_which_variable_helps(
    kata: Kata, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def nobody(_: int) -> None:
        raise KeyError("no such user")

    monkeypatch.setattr("pwd.getpwuid", nobody)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "KATA_STATE_HOME", "KATA_CACHE"):
        monkeypatch.delenv(name, raising=False)
    said = kata("start", "sms", "work")
    assert said.code == 3
    assert "KATA_STATE_HOME" in said.err
    monkeypatch.setenv("KATA_STATE_HOME", str(tmp_path / "state"))
    assert kata("start", "sms", "work").code == 0


def test_without_a_folder_for_temporary_files_the_variable_is_named() -> None:
    error = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")
    assert "TMPDIR" in str(disk_trouble.of_disk(error, Path.cwd()))


def test_a_full_disk_names_what_was_written_and_where_else_it_could_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KATA_CACHE", str(tmp_path / "cache"))
    copied = str(tmp_path / "cache" / "a.py")

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/lib/site-packages/a.py", None, copied)

    monkeypatch.setattr("kata.commands.doctor.doctor", no_room)
    assert run(["doctor"]) == 3
    said = capsys.readouterr().err
    assert f"{copied} could not be written" in said
    assert "KATA_CACHE" in said and "site-packages" not in said


def test_what_nobody_foresaw_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def surprise(*_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("kata.commands.doctor.doctor", surprise)
    monkeypatch.delenv("KATA_TRACEBACK", raising=False)
    assert run(["doctor"]) == 3
    assert "RuntimeError: no such thing" in capsys.readouterr().err
    monkeypatch.setenv("KATA_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run(["doctor"])


def test_a_current_folder_that_is_gone_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gone").mkdir()
    done = program(tmp_path / "gone", "status", before=(tmp_path / "gone").rmdir)
    assert done.returncode == 4
    assert "current folder does not exist" in sentence(done)


def test_a_git_that_is_too_old_is_told(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    old = tmp_path / "bin" / "git"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo git version 2.17.1 && exit\n'
        'echo "error: unknown option \\`initial-branch=main\'" >&2; exit 129\n'
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    said = kata("start", "sms", "work")
    assert (said.code, "2.28 or newer" in said.err) == (3, True)
    assert "2.28 or newer" in kata("doctor").out


def test_a_python_without_the_hash_of_git_is_told(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ValueError("[digital envelope routines] unsupported")

    monkeypatch.setattr("hashlib.sha1", refused)
    said = kata("start", "sms", "work")
    assert (said.code, "SHA-1" in said.err) == (3, True)
