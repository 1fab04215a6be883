"""The network goes and comes back, the command is killed, clocks are moved: nothing is lost and nothing counts twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import FORKS
from kata.session.clock import Instant, SystemClock
from kata.session.sitting import Sitting
from kata.workshop import attendance, messages
from kata.workshop.client import Offline
from kata.workshop.outbox import Contact, Entry, Outbox, headers_now
from kata.workshop.seat import RoomPace, Seat
from killed_command import PLACES, hand_in

from tests.commands.conftest import Kata
from tests.workshop.trainee.fake_room import Cut, Room, Server

Lay = Callable[[int], None]


def seat(tmp_path: Path) -> Seat:
    (found,) = (tmp_path / "state" / "sittings").iterdir()
    return Seat.of(found)


def test_what_is_handed_in_offline_is_kept_and_handed_in_later(
    joined: Path, kata: Kata, room: Room, server: Server, lay: Lay, tmp_path: Path
) -> None:
    lay(1)
    server.stop()
    told = kata("next")
    assert told.code == 3 and "Kept, not graded" in told.err
    assert kata("ask", "Are you there?").code == 3
    for command in (["check", "--no-tests"], ["brief"], ["room"], ["book"]):
        assert kata(*command).code == 0
    status = kata("status", "--format", "json")
    assert status.code == 0 and status.document["seconds_left"] <= 240
    assert "stage 1, hand-in 1" in kata("room").out
    server.start()
    assert kata("status").code == 0
    assert [given.stage for given in room.hand_ins] == [1] and room.asked == ["Are you there?"]
    assert not seat(tmp_path).outbox.waiting()
    done = kata("next")
    assert done.code == 0 and "Sweeten" in done.out
    assert len(room.hand_ins) == 1


def test_what_is_offline_cannot_be_had(joined: Path, kata: Kata, server: Server) -> None:
    kata("next")
    (joined / "clients" / "guest.py").write_text('"""A guest."""\n\n\ndef ask(name):\n    return name\n')
    kata("next")
    server.stop()
    assert kata("hint").code == 3
    assert kata("leave").code == 3
    server.start()
    assert kata("leave").code == 0


def test_hand_ins_made_offline_go_out_in_their_order(
    joined: Path, kata: Kata, room: Room, server: Server, lay: Lay
) -> None:
    server.stop()
    for number in range(3):
        (joined / "tea" / "notes.py").write_text(f'"""Try {number}."""\n')
        assert kata("next").code == 3
    server.start()
    kata("status")
    assert [given.files["tea/notes.py"] for given in room.hand_ins] == [
        b'"""Try %d."""\n' % number for number in range(3)
    ]


def test_what_passed_while_nobody_waited_closes_its_stage_and_later_work_goes_on(
    joined: Path, kata: Kata, room: Room, server: Server, lay: Lay
) -> None:
    lay(1)
    server.stop()
    kata("next")
    (joined / "tea" / "later.py").write_text('"""Written meanwhile."""\n')
    server.start()
    done = kata("next")
    assert done.code == 0 and "Sweeten" in done.out
    assert [given.stage for given in room.hand_ins] == [1]
    assert "tea/later.py" not in room.hand_ins[0].files and (joined / "tea" / "later.py").is_file()
    assert "passed" in kata("status").out


def test_what_the_room_refuses_is_kept_and_shown_and_holds_nothing_up(
    joined: Path, kata: Kata, room: Room, tmp_path: Path
) -> None:
    refusal = messages.Trouble(error="too-big", message="This is too big.")
    room.answer["POST /api/v1/hand-ins"] = (413, messages.encode(refusal), {})
    told = kata("next")
    assert told.code == 4 and "too big" in told.err
    assert "too big" in kata("room").out
    room.answer.clear()
    assert kata("next").code == 1
    assert len(room.hand_ins) == 1


def test_what_follows_an_amendment_waits_until_that_is_judged(joined: Path, kata: Kata, room: Room) -> None:
    judging = messages.Trouble(error="judging", message="Your amendment is still judged.")
    room.answer["POST /api/v1/hand-ins"] = (409, messages.encode(judging), {})
    told = kata("next")
    assert told.code == 3 and "still judged" in told.err and "Kept" in told.err
    room.answer.clear()
    assert kata("next").code == 1
    assert len(room.hand_ins) == 1


def test_a_room_whose_database_is_away_is_asked_again(
    joined: Path, kata: Kata, room: Room, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "FIRST_PAUSE_SECONDS", 0.0)
    lay(1)
    answered: list[str] = []

    def away(key: str) -> None:
        if key.startswith("GET /api/v1/hand-ins/") and not key.endswith("/report") and len(answered) < 3:
            answered.append(key)
            room.busy = 1

    room.before = away
    assert kata("next").code == 0
    assert len(answered) == 3


def test_a_room_that_is_silent_for_long_ends_the_waiting_and_the_next_goes_on(
    joined: Path, kata: Kata, room: Room, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "PATIENCE_SECONDS", 0.0)
    lay(1)

    def silent(key: str) -> None:
        if key.startswith("GET /api/v1/hand-ins/"):
            raise Cut

    room.before = silent
    told = kata("next")
    assert told.code == 3 and "It has your hand-in" in told.err
    room.before = None
    assert kata("next").code == 0
    assert len(room.hand_ins) == 1


def test_an_answer_that_is_lost_makes_no_second_hand_in(
    joined: Path, kata: Kata, room: Room, lay: Lay
) -> None:
    lay(1)
    room.answer["after POST /api/v1/hand-ins"] = (0, b"", {})
    assert kata("next").code == 3
    room.answer.clear()
    assert kata("next").code == 0
    assert len(room.hand_ins) == 1 and room.requests.count("POST /api/v1/hand-ins") == 2


def test_a_verdict_that_holds_nobody_up_comes_later(
    joined: Path, kata: Kata, room: Room, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "LATER_SECONDS", -1.0)
    monkeypatch.setattr(attendance, "FIRST_PAUSE_SECONDS", 0.0)
    room.slow_grader = True
    told = kata("next", "--anyway")
    assert told.code == 0 and "verdict comes later" in told.out and "Sweeten" in told.out
    assert "7th of 31, about 50 s" in told.err
    room.hand_ins[0].state = "graded"
    report = kata("report", "--stage", "1", "--format", "json").document
    assert not report["passed"] and report["anyway"]
    lay(1)
    lay(2)
    room.slow_grader = False
    assert kata("next").code == 0


def test_a_hand_in_with_which_the_room_had_trouble_is_handed_in_again(
    joined: Path, kata: Kata, room: Room, lay: Lay
) -> None:
    lay(1)
    room.slow_grader = True

    def stuck(key: str) -> None:
        if key.startswith("GET /api/v1/hand-ins/"):
            room.hand_ins[0].state = "stuck"

    room.before = stuck
    told = kata("next")
    assert told.code == 3 and "not your fault" in told.err
    room.before, room.hand_ins[0].state = None, "graded"
    assert kata("next").code == 0
    assert len(room.hand_ins) == 1


def test_who_is_removed_keeps_everything(
    joined: Path, kata: Kata, room: Room, lay: Lay, tmp_path: Path
) -> None:
    lay(1)
    room.token_known = False
    told = kata("next")
    assert told.code == 4 and "does not know you" in told.err
    assert kata("check", "--no-tests").code == 0


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_a_killed_hand_in_goes_on_as_one(
    joined: Path, kata: Kata, room: Room, lay: Lay, tmp_path: Path, place: str, when: str
) -> None:
    lay(1)
    said = tmp_path / "said"
    killed = FORKS.Process(target=hand_in, args=(place, when, joined, dict(os.environ), said))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL, said.read_text()
    done = kata("next")
    assert done.code == (1 if "Still stage 2" in done.out else 0), done.err
    assert kata("status", "--format", "json").document["stage"] == 2
    assert [given.stage for given in room.hand_ins if given.stage == 1] == [1]
    assert room.closed == 1


def test_a_killed_join_goes_on_with_the_same_seat(
    kata: Kata, server: Server, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.opened = 0
    program = "import sys; from kata.cli import run; sys.exit(run(sys.argv[1:]))"
    waiting = subprocess.Popen(
        [sys.executable, "-c", program, "join", server.url, "ABCD2345"], stdout=subprocess.PIPE, text=True
    )
    assert waiting.stdout is not None
    lines = [waiting.stdout.readline() for _ in range(2)]
    assert "You are in" in lines[0] and "not open yet" in lines[1]
    waiting.kill()
    waiting.wait()
    waiting.stdout.close()
    room.opened = 1
    monkeypatch.chdir(tmp_path / "tea")
    assert kata("join").code == 0
    assert (tmp_path / "tea" / "BRIEF.md").is_file()
    assert len(room.joins) == 1


@dataclass
class Hands:
    """A clock that a test sets."""

    instant: Instant

    def now(self) -> Instant:
        return self.instant


def at(seconds: float, *, moved: float = 0.0, slept: float = 0.0, boot: str = "a") -> Instant:
    return Instant(
        wall=1_000.0 + seconds + moved, awake=50.0 + seconds - slept, running=50.0 + seconds, boot=boot
    )


def entry(made: Instant, contact: Instant) -> Entry:
    return Entry(what="it", key="k", path="/p", body=b"", made=made, contact=Contact(now=9_000.0, at=contact))


@pytest.mark.parametrize(
    ("made", "sent", "claim"),
    [
        (at(100), at(105), None),
        (at(100), at(700), (9_100.0, ())),
        (at(100, moved=-5_000), at(700, moved=-5_000), (9_100.0, ("moved",))),
        (at(100), at(700, moved=80_000), (9_100.0, ("moved",))),
        (at(100, slept=60), at(700, slept=60), (9_100.0, ())),
        (at(100, boot="b"), at(700, boot="b"), (9_100.0, ("boot",))),
        (at(-300, boot="b"), at(700, boot="b"), (9_000.0, ("boot", "moved"))),
    ],
)
def test_a_late_hand_in_claims_when_it_was_made_by_clocks_that_cannot_be_set(
    made: Instant, sent: Instant, claim: tuple[float, tuple[str, ...]] | None
) -> None:
    headers = headers_now(entry(made, at(0)), sent)
    if claim is None:
        assert messages.CLAIM_HEADER not in headers
        return
    found = json.loads(headers[messages.CLAIM_HEADER])
    assert (found["at"], tuple(found["told"]), found["since"]) == (*claim, 9_000.0)


def test_an_outbox_file_that_was_never_finished_is_not_there(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")
    box.put(entry(at(0), at(0)))
    (tmp_path / "outbox" / ".000002.out.1-1.part").write_bytes(b"half")
    assert len(box.waiting()) == 1
    box.put(entry(at(5), at(0)))
    assert len(box.waiting()) == 1  # it is the same
    sent: list[str] = []

    def gone(each: Entry) -> None:
        sent.append(each.key)
        raise Offline("away")

    with pytest.raises(Offline):
        box.send(gone)
    assert len(box.waiting()) == 1
    box.send(lambda each: sent.append(each.key))
    assert sent == ["k", "k"] and not box.waiting()


def test_the_sittings_own_estimate_goes_on_when_the_wall_clock_is_moved(
    joined: Path, tmp_path: Path, room: Room
) -> None:
    (folder,) = (tmp_path / "state" / "sittings").iterdir()
    hands = Hands(SystemClock().now())
    sitting = Sitting(folder, joined, Seat.of(folder).kata(), hands, RoomPace(Seat.of(folder), hands))
    before = sitting.timesheet(1).used
    later = hands.instant
    hands.instant = Instant(
        wall=later.wall + 90_000, awake=later.awake + 100, running=later.running + 100, boot=later.boot
    )
    assert 99 <= sitting.timesheet(1).used - before <= 101
    assert any("Not connected" in remark for remark in sitting.timesheet(1).remarks)
