"""What a command must not pay for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
from kata.content import katas, pack

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

ASKED = """
import sys
from kata.cli import run
run(sys.argv[2:])
heavy = ("git", "pytest", "hypothesis", "httpx", "starlette", "sqlalchemy", "uvicorn", "alembic", "distributed")
print("loaded:", *(name for name in (*heavy, "kata.workshop", *sys.argv[1].split()) if name in sys.modules))
"""


def loaded(*command: str, besides: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, besides, *command], capture_output=True, check=True, text=True
    )
    return done.stdout.splitlines()[-1].removeprefix("loaded:").strip()


@pytest.mark.parametrize("command", ["status", "check", "brief"])
def test_what_is_typed_all_the_time_loads_neither_gitpython_nor_anything_of_rooms(
    workspace: Path, command: str
) -> None:
    assert loaded(command) == ""


@pytest.mark.parametrize(
    ("command", "unused"),
    [
        ("status", "kata.workspace.store kata.commands.support.grading"),
        ("brief", "kata.workspace.store kata.workspace.repository kata.workspace.ingest"),
        ("check", "compileall"),
        ("leave", "pydantic"),
        ("brief", "pydantic"),
    ],
)
def test_what_a_command_has_no_use_for_is_not_loaded(workspace: Path, command: str, unused: str) -> None:
    assert loaded(command, besides=unused) == ""


@pytest.fixture
def read_by_typer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands whose parameters typer read."""
    names: list[str] = []
    real = typer.main.get_command_from_info

    def noting(**given: Any) -> Any:
        command = real(**given)
        names.append(str(command.name))
        return command

    monkeypatch.setattr(typer.main, "get_command_from_info", noting)
    return names


@pytest.mark.parametrize("words", ["brief --help", "brief --no-such-option"])
def test_typer_reads_no_other_command_than_the_one_that_is_called(
    kata: Kata, read_by_typer: list[str], words: str
) -> None:
    said = kata(*words.split())
    assert "kata brief [OPTIONS]" in said.out + said.err
    assert read_by_typer == ["brief"]


@pytest.mark.parametrize("words", ["--help", "no-such-command", "cohort grade --help", "--no-color brief"])
def test_typer_reads_all_commands_where_none_is_called_by_its_name(
    kata: Kata, read_by_typer: list[str], words: str
) -> None:
    kata(*words.split())
    assert {"brief", "grade", "serve"} <= {*read_by_typer}


@pytest.mark.parametrize("client", ["grader.exam.client", "grader.exam.lanes", "grader.grade"])
def test_who_asks_for_an_exam_loads_nothing_that_runs_its_tests(client: str) -> None:
    code = f"import sys, kata.{client}; print(*{{'pytest', 'hypothesis'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "\n"


def test_the_trainees_book_is_read_without_other_katas(
    kata: Kata, workspace: Path, do: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    do(1)
    read: list[str] = []
    real = katas.read_kata

    def noting(root: Path, name: str, *rest: object, **more: object) -> object:
        read.append(name)
        return real(root, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pack, "read_kata", noting)
    assert kata("check", "--no-tests").code == 0
    assert read == ["tea"]


def test_gitpython_is_loaded_where_the_repository_is_written(workspace: Path) -> None:
    (workspace / "notes.txt").write_text("a")
    assert "git" in loaded("amend", "--reason", "x").split() or "git" in loaded("next", "--anyway").split()
