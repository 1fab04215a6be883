"""Simulated trainees: whom they play, and that they play a room to its end."""

from __future__ import annotations

import threading

import pytest
from kata.content.pack import Pack, built_in
from kata.workshop.rehearsal import QUESTION, parts, rehearse

from tests.commands.conftest import PACK
from tests.workshop.trainee.conftest import CODE
from tests.workshop.trainee.fake_room import Room, Server


@pytest.mark.parametrize("name", built_in().names())
def test_every_design_is_played_and_every_third_trainee_stumbles_and_mends_it(name: str) -> None:
    pack = built_in()
    kata, designs, pitfalls = pack.kata(name), pack.designs(name), pack.pitfalls(name)
    cast = parts(kata, designs, pitfalls, 12)
    assert [len([1 for states in part.states if len(states) == 2]) for part in cast] == [0, 0, 1] * 4
    assert all(len(part.states) == len(kata.stages) for part in cast)
    titles = {part.title for part in cast if "falls into" not in part.title}
    assert len(titles) == min(len(designs), 8)
    fallen = [number for part in cast for number, states in enumerate(part.states, 1) if len(states) == 2]
    assert len(set(fallen)) > 1


def test_a_rehearsal_goes_through_all_stages(room: Room, server: Server) -> None:
    pack = Pack(PACK)
    cast = parts(pack.kata("tea"), pack.designs("tea"), (), 1)
    told: list[str] = []
    (actor,) = rehearse(server.url, CODE, cast, seconds=0.0, tell=told.append, end=threading.Event())
    assert actor.passed == 2 and not actor.trouble
    assert [given.stage for given in room.hand_ins] == [1, 2]
    assert told[-1] == "otter: stage 2 passed"
    assert room.notes and not room.asked


def test_the_second_asks_a_question_and_trouble_is_told(room: Room, server: Server) -> None:
    pack = Pack(PACK)
    cast = parts(pack.kata("tea"), pack.designs("tea"), (), 2)
    rehearse(server.url, CODE, cast, seconds=0.0, tell=lambda words: None, end=threading.Event())
    assert room.asked == [QUESTION]
    told: list[str] = []
    (actor,) = rehearse(server.url, "WRONG", cast[:1], seconds=0.0, tell=told.append, end=threading.Event())
    assert actor.passed == 0 and "has this code" in told[0]


def test_a_rehearsal_that_is_ended_waits_for_nobody(room: Room, server: Server) -> None:
    room.opened = 0
    pack = Pack(PACK)
    end = threading.Event()
    end.set()
    (actor,) = rehearse(
        server.url,
        CODE,
        parts(pack.kata("tea"), pack.designs("tea"), (), 1),
        seconds=0.0,
        tell=lambda words: None,
        end=end,
    )
    assert actor.passed == 0
