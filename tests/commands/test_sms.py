"""The built-in kata played whole: each stage as the reference does it, handed in and graded for real.

It takes the better part of a minute, so it is played once for all the tests here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from kata.content.pack import built_in

KATA = "sms"


@dataclass(frozen=True)
class Played:
    """The workspace after its last stage, and what each command on the way came to."""

    workspace: Path
    environment: Mapping[str, str]
    said: Mapping[str, subprocess.CompletedProcess[str]]

    def kata(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return kata(self.workspace, self.environment, *arguments)


def kata(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, as a trainee gives it."""
    command = [sys.executable, "-m", "kata.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Every stage done as the first reference design does it."""
    folder = tmp_path_factory.mktemp("played")
    environment = {**os.environ, "KATA_STATE_HOME": str(folder / "state"), "COLUMNS": "80"}
    workspace = folder / KATA
    pack = built_in()
    design = pack.designs(KATA)[0]
    said = {"start": kata(folder, environment, "start", KATA)}
    for stage in pack.kata(KATA).stages:
        for path, content in design.overlay(stage.number).items():
            (workspace / path).parent.mkdir(parents=True, exist_ok=True)
            (workspace / path).write_bytes(content)
        said[f"check {stage.number}"] = kata(workspace, environment, "check", "--no-tests")
        said[f"next {stage.number}"] = kata(workspace, environment, "next", "--expect", "more of the same")
    return Played(workspace, environment, said)


def test_no_command_on_the_way_fails(played: Played) -> None:
    assert {name: done.stdout + done.stderr for name, done in played.said.items() if done.returncode} == {}


def test_each_stage_passes_and_the_sitting_ends(played: Played) -> None:
    stages = built_in().kata(KATA).stages
    for stage in stages:
        assert f"Stage {stage.number} passed" in played.said[f"next {stage.number}"].stdout
    assert "That was the last stage" in played.said[f"next {len(stages)}"].stdout
    assert '"finished": true' in played.kata("status", "--format", "json").stdout


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["report"], "100 of 100 points"),
        (["report", "--format", "html"], "The reference"),
        (["compare"], "The reference's"),
        (["book"], "composition"),
    ],
    ids=lambda command: " ".join(command) if isinstance(command, list) else "",
)
def test_the_finished_sitting_can_be_read(played: Played, command: list[str], words: str) -> None:
    done = played.kata(*command)
    assert (done.returncode, words in done.stdout) == (0, True), done.stdout + done.stderr


def test_a_mentor_grades_the_repository_without_our_records(played: Played, tmp_path: Path) -> None:
    copy = tmp_path / "handed-over"
    shutil.copytree(played.workspace, copy)
    (copy / ".git" / "kata-sitting").unlink()
    environment = {**played.environment, "KATA_STATE_HOME": str(tmp_path / "mentor")}
    named = ("--stage", "1=kata/stage-1", "--stage", "2=kata/stage-2")
    done = kata(tmp_path, environment, "grade", str(copy), *named, "--allow-weak-sandbox")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "it could have been changed afterwards" in " ".join(done.stdout.split())
