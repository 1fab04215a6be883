"""A trainee in a room, by the command line, with a real server of one word's judgement."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.workshop import messages

from tests.commands.conftest import Kata
from tests.workshop.trainee.conftest import CODE
from tests.workshop.trainee.fake_room import TOKEN, Room, Server

Lay = Callable[[int], None]


def sitting_folder(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "state" / "sittings").iterdir()
    return found


def test_joining_lays_stage_1_and_says_who_one_is(joined: Path, kata: Kata, room: Room) -> None:
    assert (joined / "BRIEF.md").is_file() and (joined / "settings.py").is_file()
    assert room.joins[0]["name"] == "Anna" and room.joins[0]["share"] is True
    told = kata("room")
    assert "Tea on Monday" in told.out and "otter" in told.out
    assert kata("brief").code == 0


def test_the_token_is_readable_by_its_owner_alone(joined: Path, tmp_path: Path) -> None:
    seat = sitting_folder(tmp_path) / "room" / "seat.json"
    assert TOKEN in seat.read_text()
    assert stat.S_IMODE(seat.stat().st_mode) == 0o600
    assert stat.S_IMODE(sitting_folder(tmp_path).stat().st_mode) == 0o700
    assert not [path for path in joined.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]


def test_all_stages_are_played_with_the_room_as_the_judge(
    joined: Path, kata: Kata, room: Room, lay: Lay
) -> None:
    missed = kata("next")
    assert missed.code == 1 and "No tea came" in missed.out and "Still stage 1" in missed.out
    lay(1)
    assert kata("check", "--no-tests").code == 0
    passed = kata("next", "--expect", "sugar")
    assert passed.code == 0 and "Sweeten" in passed.out and "The clock runs" in passed.out
    assert room.notes[0].expected[0].said == "sugar"
    lay(2)
    done = kata("next")
    assert done.code == 0 and "That was the last stage" in done.out
    assert [given.stage for given in room.hand_ins] == [1, 1, 2]
    report = kata("report", "--stage", "1", "--format", "json").document
    assert report["passed"] and report["counted"]


def test_what_was_graded_again_is_taken_in_with_the_next_command(
    joined: Path, kata: Kata, room: Room
) -> None:
    assert kata("next").code == 1
    room.mended = True
    kata("room")
    assert kata("report", "--stage", "1", "--format", "json").document["passed"] is False
    room.regraded = (messages.Regraded(id="h1", by="r1"),)
    room.closed = 1
    kata("room")
    assert kata("report", "--stage", "1", "--format", "json").document["passed"] is True
    fetched = room.requests.count("GET /api/v1/hand-ins/h1/report")
    kata("room")
    assert room.requests.count("GET /api/v1/hand-ins/h1/report") == fetched
    opened = kata("next")
    assert opened.code == 0 and "Sweeten" in opened.out


def test_a_stage_that_is_not_open_is_waited_for(joined: Path, kata: Kata, room: Room, lay: Lay) -> None:
    room.on_pass = False
    lay(1)
    told = kata("next")
    assert told.code == 0 and "Stage 2 opens when the facilitator says so" in told.out
    assert "sweet" not in (joined / "BRIEF.md").read_text()
    assert "opens when the facilitator says so" in kata("room").out
    room.open(2)
    assert "Sweeten" in kata("next").out
    assert len(room.hand_ins) == 1


def test_nothing_of_what_is_told_later_comes_early(
    joined: Path, kata: Kata, room: Room, lay: Lay, tmp_path: Path
) -> None:
    room.on_pass = False
    lay(1)
    for command in (["next"], ["status"], ["room"], ["book"], ["report"], ["check"], ["hint"]):
        kata(*command)
    later = room.kata.stage(2)
    markers = [later.name.encode(), b"Now with sugar", *(check.id.encode() for check in later.checks)]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for data in (*room.bodies_sent, *kept):
        assert not [marker for marker in markers if marker in data]


def test_the_clock_is_the_rooms(joined: Path, kata: Kata, room: Room) -> None:
    room.left = 61.0
    status = kata("status", "--format", "json").document
    assert status["seconds_allowed"] == 300
    assert 58 <= status["seconds_left"] <= 61
    refused = kata("pause", "--reason", "tea")
    assert refused.code == 4 and "the facilitator's; ask: `kata ask`" in refused.err
    assert kata("resume").code == 4
    assert kata("restart", "--yes").code == 4


def test_what_the_facilitator_says_is_shown_once(joined: Path, kata: Kata, room: Room) -> None:
    room.says.append(messages.Message(id="m1", at=room.now, text="Ten\x1b[2J more minutes"))
    assert "Ten\\x1b[2J more minutes" in kata("status").err
    assert "more minutes" not in kata("status").err
    assert "more minutes" in kata("room").out


def test_a_question_goes_to_the_facilitator(joined: Path, kata: Kata, room: Room) -> None:
    assert kata("ask", "May tea be cold?").code == 0
    assert room.asked == ["May tea be cold?"]


def test_a_hint_comes_from_the_room_and_is_counted_there(joined: Path, kata: Kata, room: Room) -> None:
    (joined / "clients" / "guest.py").write_text('"""A guest."""\n\n\ndef ask(name):\n    return name\n')
    kata("next")
    told = kata("hint", "--format", "json").document
    assert told["text"] == "ask" and told["levels"] == 2
    assert room.hints == 1


def test_the_reference_is_shown_in_the_debrief_alone(joined: Path, kata: Kata, room: Room, lay: Lay) -> None:
    lay(1)
    kata("next")
    early = kata("compare")
    assert early.code == 4 and "debrief" in early.err
    room.debrief = True
    told = kata("compare", "--format", "json").document
    assert told["band"]["Pots"]["files_added"] == 2
    assert not told["reference"]["new_files"]


def test_the_book_opens_with_the_stages(joined: Path, kata: Kata, lay: Lay) -> None:
    assert "when stage 1 is closed" in kata("book", "pouring").err
    lay(1)
    kata("next")
    assert kata("book", "pouring").code == 0


def test_an_amendment_is_judged_by_the_room(joined: Path, kata: Kata, room: Room, lay: Lay) -> None:
    lay(1)
    kata("next")
    plain = joined / "tea" / "plain.py"
    plain.write_text(plain.read_text() + "\n# why\n")
    told = kata("amend", "--reason", "änd\nmore")
    assert told.code == 0 and "refactoring" in told.out
    given = room.hand_ins[-1]
    assert given.kind == "amend" and messages.text_of_header(given.headers["Kata-Reason"]) == "änd\nmore"
    assert kata("check", "--no-tests").code == 0


def test_who_leaves_keeps_the_work_and_has_no_token(
    joined: Path, kata: Kata, room: Room, lay: Lay, tmp_path: Path
) -> None:
    lay(1)
    kata("next")
    assert kata("leave").code == 0
    assert TOKEN not in (sitting_folder(tmp_path) / "room" / "seat.json").read_text()
    assert kata("next").code == 4
    assert kata("report", "--stage", "1").code == 0
    assert kata("room").code == 0


@pytest.mark.parametrize("command", [["room"], ["ask", "x"], ["leave"]])
def test_who_is_alone_is_told_how_to_join(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    from tests.commands.conftest import PACK

    kata("start", "tea", "--pack", str(PACK))
    monkeypatch.chdir(tmp_path / "tea")
    told = kata(*command)
    assert told.code == 4 and "kata join URL CODE" in told.err


def test_a_wrong_code_is_told_and_leaves_nothing(kata: Kata, server: Server, tmp_path: Path) -> None:
    told = kata("join", server.url, "WRONG")
    assert told.code == 4 and "has this code" in told.err
    assert not (tmp_path / "tea").exists()
    assert not list((tmp_path / "state").rglob("*.json"))


def test_joining_again_from_another_folder_is_another_seat(
    joined: Path, kata: Kata, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert kata("join", server.url, CODE).code == 0
    assert (tmp_path / "tea-2" / "BRIEF.md").is_file()


@pytest.mark.parametrize(
    ("url", "insecure", "said"),
    [
        ("http://room.example.org", False, "--insecure"),
        ("http://192.168.1.5:8000", False, "--insecure"),
        ("ftp://room.example.org", True, "no address"),
        ("https://", False, "no address"),
        ("https://me:secret@room.example.org", False, "name, password"),
        ("https://room.example.org/?next=x", False, "name, password"),
        ("https://room.example.org:port", False, "no address"),
    ],
)
def test_an_address_over_which_a_token_must_not_go_is_refused(
    kata: Kata, url: str, insecure: bool, said: str
) -> None:
    told = kata("join", url, CODE, *(["--insecure"] if insecure else []))
    assert told.code == 2 and said in told.err


@pytest.mark.parametrize(
    ("typed", "insecure", "kept"),
    [
        ("127.0.0.1:8000", False, "http://127.0.0.1:8000"),
        ("localhost:8000/", False, "http://localhost:8000"),
        ("[::1]:8000", False, "http://[::1]:8000"),
        ("room.example.org", False, "https://room.example.org"),
        ("192.168.1.5:8000", True, "http://192.168.1.5:8000"),
        ("https://room.example.org/kata/", False, "https://room.example.org/kata"),
    ],
)
def test_an_address_is_completed(typed: str, insecure: bool, kept: str) -> None:
    from kata.workshop.client import address

    assert address(typed, insecure=insecure) == kept
