"""A room from beginning to end: the server and everybody in it by the real command line, graded for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workshop.trainee.playing import Trainee, Workshop

pytest.importorskip("kata.workshop.server", reason="the extra `workshop` is not installed")


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
    assert "Anna" in joining.stdout.readline() and "not open yet" in joining.stdout.readline()
    workshop.does("open", seen="0")
    assert "The clock runs" in joining.ends() and joining.returncode == 0
    ben.runs("join", workshop.url, workshop.code, "--no-share")
    status = anna.document("status")
    assert status["seconds_left"] < 300 == status["seconds_allowed"]  # it runs, however slow this machine is

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
