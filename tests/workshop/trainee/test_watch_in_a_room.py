"""What a watching trainee hears of the room."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kata.commands.support.company import Ears, company_of
from kata.commands.support.open import open_sitting
from kata.workshop import messages
from kata.workshop.attendance import Attendance
from kata.workshop.seat import Seat

from tests.commands.conftest import Kata
from tests.workshop.trainee.fake_room import Room, Server


@pytest.fixture
def ears(joined: Path) -> Iterator[Ears]:
    sitting = open_sitting()
    seat = Seat.of(sitting.folder)
    with contextlib.closing(seat.client()) as client:
        yield Ears(Attendance(seat, client), sitting)


def test_a_message_is_heard_once_and_the_line_is_told(ears: Ears, room: Room, server: Server) -> None:
    room.says.append(messages.Message(id="m", at=room.now, text="Five more minutes", own=True))
    ears.listen()
    assert ears.words() == ("The facilitator to you: Five more minutes",)
    ears.listen()
    assert ears.words() == ()
    server.stop()
    ears.listen()
    ears.listen()
    (told,) = ears.words()
    assert "does not answer" in told and "safe here" in told
    server.start()
    ears.listen()
    assert ears.words() == ("Connected with the room again.",)


def test_a_stage_that_the_room_opens_is_told(
    ears: Ears, kata: Kata, room: Room, lay: Callable[[int], None]
) -> None:
    room.on_pass = False
    lay(1)
    kata("next")
    ears.listen()
    assert ears.words() == ()
    room.open(2)
    ears.listen()
    ears.listen()
    assert ears.words() == ("Stage 2 is open: `kata next`, or the key n.",)


def test_a_watching_trainee_sends_what_waits(ears: Ears, kata: Kata, room: Room, server: Server) -> None:
    server.stop()
    kata("ask", "Hello?")
    server.start()
    ears.listen()
    assert room.asked == ["Hello?"]


def test_who_is_alone_hears_nobody(kata: Kata, workspace_alone: Path) -> None:
    with company_of(open_sitting()) as company:
        assert company.words() == ()
