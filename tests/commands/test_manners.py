from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = str(Path(__file__).parent / "pack")
HEAVY = (
    "rich",
    "pytest",
    "hypothesis",
    "git",
    "httpx",
    "requests",
    "jinja2",
    "pygments",
    "kata.grader.grade",
)


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from kata.cli import run; run(['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_version_is_told(kata: Kata) -> None:
    assert kata("--version").out.startswith("kata 0.")


def test_without_a_command_help_is_shown(kata: Kata) -> None:
    said = kata()
    assert said.code == 2
    assert "Commands:" in said.err


def test_no_colour_when_asked_for_in_any_place(workspace: Path) -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "kata.cli", "status"]
    coloured = subprocess.run(command, capture_output=True, cwd=workspace, env=environment, check=True)
    plain = subprocess.run(
        [*command, "--no-color"], capture_output=True, cwd=workspace, env=environment, check=True
    )
    assert b"\x1b[3" in coloured.stdout or b"\x1b[1" in coloured.stdout
    assert not any(f"\x1b[{colour}".encode() in plain.stdout for colour in range(31, 38))


def test_a_reader_that_goes_away_is_no_error(workspace: Path) -> None:
    command = f"{sys.executable} -m kata.cli brief | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=workspace)
    assert done.stderr == ""


def test_doctor_tells_what_is_here(kata: Kata) -> None:
    said = kata("doctor", "--pack", PACK, "--format", "json")
    found = {finding["name"]: finding for finding in said.document["findings"]}
    assert said.document["schema"] == "kata/doctor/v1"
    assert (found["Python"]["health"], found["git"]["health"]) == ("good", "good")
    assert found["Katas"]["seen"] == "tea"
    assert found["Package tenacity"]["health"] == "good"
    assert said.code == 0


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077, 0o177])
def test_doctor_grades_something_small_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    """The child is another user where root grades, and must enter what was made for it."""
    done = subprocess.run(
        [sys.executable, "-m", "kata.cli", "doctor", "--pack", PACK, "--format", "json"],
        env={**os.environ, "KATA_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        umask=umask,
        check=False,
    )
    found = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert found["A small grading"]["health"] == "good", found
    assert done.returncode == 0


def test_doctor_tells_why_a_grading_cannot_run(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kata.grader.rehearsal.import_names", lambda _packages: ("nowhere",))
    said = kata("doctor", "--pack", PACK)
    assert said.code == 3
    assert "No module named 'nowhere'" in said.out


def test_doctor_tells_how_to_get_what_is_missing(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = kata("doctor", "--pack", PACK)
    assert said.code == 3
    assert "apt install git" in said.out


def test_providers_answer_and_log_what_the_revealed_stages_speak_of(workspace: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "kata.cli", "providers"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("kettle listens on http://127.0.0.1:")
    url = line.split()[-1]
    assert "in another terminal" in process.stdout.readline()
    assert process.stdout.readline() == f"  curl {url}/boil -d '{{\"cups\": 2}}'\n"
    assert "--fail kettle=503:2" in process.stdout.readline()
    assert process.stdout.readline().startswith("Press Ctrl-C")
    with urllib.request.urlopen(line.split()[-1] + "/boil", data=b'{"cups": 2}') as answer:
        assert json.load(answer) == {"hot": True}
    log = process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest = process.communicate()[0]
    assert "POST /boil" in log
    assert '{"cups": 2}' in log
    assert "200" in log
    assert "sugar" not in log + rest
    assert process.returncode == 0
