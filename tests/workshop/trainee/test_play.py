"""A room from beginning to end: the server and everybody in it by the real command line, graded for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands.conftest import PACK

pytest.importorskip("kata.workshop.server", reason="the extra `workshop` is not installed")

PROGRAM = [sys.executable, "-c", "from kata.cli import main; main()"]
OVERLAYS = PACK / "reference" / "tea" / "pots"


class Workshop:
    """`kata workshop serve` in a process of its own, and the facilitator's browser."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = str(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self.code = self.room = self.link = self.cookie = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it; the first time it makes a room."""
        line = [*PROGRAM, "workshop", "serve", "--data", str(self._folder / "data"), "--port", self._port]
        line += ["--workers", "1", "--pack", str(PACK), "--allow-weak-sandbox"]
        line += [] if self.room else ["--room", "tea"]
        environment = {
            **os.environ,
            "KATA_STATE_HOME": str(self._folder / "state"),
            "KATA_TRUSTED_PACKS": str(PACK),
        }
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        for words in self._process.stdout:
            if found := re.search(r"(http\S+)/#(\S+)", words):
                self.link = found[2]
                if self.room:
                    return
            if found := re.search(r"Room (\w+)\..*kata join (\S+) (\S+)", words):
                self.room, url, self.code = found.groups()
                assert url == self.url
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self.end()

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def does(self, what: str, **form: str) -> None:
        """The facilitator sends a form of the board."""
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}, trust_env=False) as browser:
            if not self.cookie:
                entered = browser.post("/enter", data={"token": self.link})
                self.cookie = entered.headers["set-cookie"].partition(";")[0]
                browser.cookies.clear()
            answer = browser.post(f"/rooms/{self.room}/{what}", data=form, headers={"Cookie": self.cookie})
            assert answer.status_code == 303, answer.text


class Trainee:
    """Somebody with a folder and a state of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.inside = folder, folder / "tea"
        self._environment = {**os.environ, "KATA_STATE_HOME": str(folder / "state"), "COLUMNS": "100"}

    def starts(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.inside if self.inside.is_dir() else self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def runs(self, *arguments: str, code: int = 0) -> str:
        process = self.starts(*arguments)
        said = process.communicate()[0]
        assert process.returncode == code, said
        return said

    def document(self, *arguments: str) -> Any:
        return json.loads(self.runs(*arguments, "--format", "json"))

    def lays(self, stage: str) -> None:
        shutil.copytree(OVERLAYS / stage, self.inside, dirs_exist_ok=True)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    served = Workshop(tmp_path)
    try:
        served.start()
        yield served
    finally:
        served.end()


def test_a_room_is_played_from_the_lobby_to_the_last_stage(workshop: Workshop, tmp_path: Path) -> None:
    anna, ben = Trainee(tmp_path / "anna"), Trainee(tmp_path / "ben")

    joining = anna.starts("join", workshop.url, workshop.code, "--as", "Anna")
    assert joining.stdout is not None
    assert "Anna" in joining.stdout.readline() and "not open yet" in joining.stdout.readline()
    workshop.does("open", seen="0")
    assert "The clock runs" in joining.communicate()[0] and joining.returncode == 0
    ben.runs("join", workshop.url, workshop.code, "--no-share")
    assert 0 < anna.document("status")["seconds_left"] <= 300

    assert "NOT WRITTEN YET" in anna.runs("next", code=1)
    hint = anna.document("hint")
    assert hint["text"] == "ask" and hint["levels"] == 2
    anna.lays("1_pour")
    assert "Stage 2 opens when the facilitator says so" in anna.runs("next")
    assert anna.document("report", "--stage", "1")["passed"]
    assert "opens when the facilitator says so" in anna.runs("room")

    workshop.does("say", seen="0", text="Stage 2 comes now")
    workshop.does("open", seen="1")
    assert "Stage 2 comes now" in anna.runs("status")
    assert "Sweeten" in anna.runs("next", "--expect", "sugar beside the pot")

    told = ben.runs("next", code=1)  # the room has gone on: it closes stage 1, whatever its verdict
    assert "Sweeten" in told and ben.document("status")["stage"] == 2

    workshop.kill()
    anna.lays("2_sweeten")
    assert "Kept, not graded" in anna.runs("next", code=3)
    workshop.start()
    assert "That was the last stage" in anna.runs("next")
    last = anna.document("report", "--stage", "2")
    assert last["passed"] and last["expectation"]["said"] == "sugar beside the pot"
    anna.runs("ask", "What comes next?")
    assert "all closed" in anna.runs("room")
    anna.runs("leave")
    assert "You have left this room" in anna.runs("next", code=4)
