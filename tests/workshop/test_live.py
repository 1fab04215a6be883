"""Open pages are kept up to date: what changed is rendered once, a page goes on where it was, and rights end streams."""

from __future__ import annotations

import asyncio
import functools
import json
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from a_room import make_room, report_of
from kata.workshop import grants, rooms
from kata.workshop.live import MOST_FRAMES, Channel, Live, Look, Piece, Topic
from kata.workshop.pages.board import board
from kata.workshop.pages.facts import facts
from kata.workshop.pages.pieces import of_board
from kata.workshop.pages.site import person_named

PATIENCE = 30.0
"""Seconds after which a test is given up; it never waits so long when all is right."""


@dataclass
class Frame:
    """One event as a page gets it."""

    name: str
    id: str
    data: dict[str, Any] = field(default_factory=dict)


def read(text: str) -> list[Frame]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.partition(": ")[::2] for line in block.splitlines())
        if "event" in lines:
            data = json.loads(lines["data"]) if lines.get("data") else {}
            found.append(Frame(lines["event"], lines.get("id", ""), data))
    return found


class Watcher:
    """Reads the stream of one page, in an event loop of its own, until it has what it waits for."""

    def __init__(self, live: Live, topic: Topic, granted: int, after: str = "") -> None:
        self._stream = live.stream(topic, after, granted)
        self._loop = asyncio.new_event_loop()
        self.frames: list[Frame] = []

    def until(self, name: str) -> Frame:
        """Reads until an event of that name came."""

        async def reading() -> Frame:
            while True:
                found = read((await anext(self._stream)).decode())
                self.frames += found
                for frame in found:
                    if frame.name == name:
                        return frame

        return self._loop.run_until_complete(asyncio.wait_for(reading(), PATIENCE))

    def cells(self) -> Frame:
        return self.until("cells")

    def lose(self) -> None:
        """The connection is gone."""
        self._loop.run_until_complete(self._stream.aclose())  # type: ignore[attr-defined]  # it is a generator

    def close(self) -> None:
        self.lose()
        self._loop.close()


@pytest.fixture
def played(desk):
    made = make_room(desk)
    made.join("Ada")
    made.join("Grace")
    yield made
    made.site.live.close()


@pytest.fixture
def watch(played):
    watchers = []

    def begin(view: str = "board", after: str = "", person: int | None = None) -> Watcher:
        topic = Topic(view, played.key, person)
        watchers.append(Watcher(played.site.live, topic, _grant(played), after))
        return watchers[-1]

    yield begin
    for each in watchers:
        each.close()


def _grant(played) -> int:
    with played.desk.store.write() as connection:
        return grants.give(connection, "facilitator", 0.0, room=played.key)


def test_the_first_frame_is_the_whole_page_and_the_next_what_changed(played, watch):
    board = watch()
    first = board.cells()
    assert first.data["whole"] is True
    ada, grace = (played.people[name].person for name in ("Ada", "Grace"))
    assert {ada, grace, "task", "clock", f"{ada}-s1", f"{grace}-s4"} <= set(first.data["put"])
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    second = board.cells()
    assert second.data["whole"] is False
    assert {"task", "clock", "step", f"{ada}-s1"} <= set(second.data["put"])
    assert ada not in second.data["put"] and f"{ada}-s2" not in second.data["put"]
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    third = board.cells()
    assert "passed" in third.data["put"][f"{ada}-s1"]
    assert not [name for name in third.data["put"] if name.startswith(grace)]


def test_time_that_goes_by_changes_no_piece_of_a_board(played, hands):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)

    def values() -> dict[str, object]:
        with played.desk.store.read() as connection:
            found = facts(connection, played.key, hands.now())
        pieces = of_board(board(found, played.site.place(found.room)), hands.now().wall)
        return {name: piece.value for name, piece in pieces.items()}

    before = values()
    hands.go(7.0, moved=0.000004)  # the clocks of a machine are read one after the other
    assert values() == before


def test_a_page_that_lost_its_connection_goes_on_without_a_gap(played, watch):
    board, other = watch(), watch()
    first = board.cells()
    other.cells()
    board.lose()
    for name in ("Ada", "Grace"):
        played.hand_in(name, 1, report_of(1))
        other.cells()
    again = watch(after=first.id).cells()
    assert again.data["whole"] is False
    assert f"{played.people['Ada'].person}-s1" in again.data["put"]


def test_a_page_of_a_server_that_was_started_anew_gets_all(played, watch):
    board = watch()
    board.cells()
    for foreign in ("cafebabe-1", "812", "", "x" * 10_000, "-1", "cafebabe-99999999999999999999"):
        assert watch(after=foreign).cells().data["whole"] is True


def test_a_person_who_joins_is_put_and_one_who_goes_is_taken_away(played, watch):
    board = watch()
    board.cells()
    played.join("Barbara")
    new = played.people["Barbara"].person
    frame = board.cells()
    assert 'data-into="people"' in frame.data["put"][new] and "Barbara" in frame.data["put"][f"{new}-who"]
    rooms.remove(played.desk, played.public, new, by=None)
    gone = board.cells().data["put"]
    assert gone[new] == "" and gone[f"{new}-s1"] == ""


def test_what_others_commit_is_seen_too(played, watch, desk):
    """Another process writes to the same database: no commit of ours wakes the reader."""
    played.desk.store.unwatch(played.site.live._wake.set)
    board = watch()
    board.cells()
    rooms.set_door(played.desk, played.public, "shut", by=None)
    assert "Door: shut" in board.cells().data["put"]["desk"]
    played.desk.store.watch(played.site.live._wake.set)


def test_a_stream_ends_when_its_right_ends(played):
    granted = _grant(played)
    board = Watcher(played.site.live, Topic("board", played.key), granted)
    board.cells()
    grants.revoke(played.desk, role="facilitator", room_id=played.public)
    board.until("over")
    with pytest.raises(StopAsyncIteration):
        board.cells()
    board.close()


def test_a_server_that_stops_ends_its_streams(desk):
    made = make_room(desk)
    board = Watcher(made.site.live, Topic("board", made.key), _grant(made))
    board.cells()
    stopping = threading.Thread(target=made.site.live.close)
    stopping.start()
    with pytest.raises(StopAsyncIteration):
        board.cells()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    board.close()


def test_the_frames_of_the_wall_name_nobody(played, watch):
    wall = watch("projector")
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    wall.cells()
    text = json.dumps([frame.data for frame in wall.frames])
    for joined in played.people.values():
        assert joined.animal not in text and joined.person not in text
    assert "Ada" not in text and played.public not in text


def test_the_frames_of_a_trainee_hold_nothing_of_others_and_of_later_stages(played, watch, desk):
    rooms.open_stage(desk, played.public, seen=0, by=None)
    with desk.store.read() as connection:
        ada = person_named(connection, played.key, played.people["Ada"].person)
    mine = watch("me", person=ada.id)
    mine.cells()
    rooms.open_stage(desk, played.public, seen=1, by=None)
    played.hand_in("Grace", 1, report_of(1), closes="passed")
    rooms.say(desk, played.public, "for Grace", to=played.people["Grace"].person, by=None)
    rooms.say(desk, played.public, "for all", by=None)
    while "for all" not in json.dumps([frame.data for frame in mine.frames]):
        mine.cells()
    text = json.dumps([frame.data for frame in mine.frames])
    assert "for Grace" not in text and "Grace" not in text and played.public not in text
    for stage in desk.katas.kata("sms").stages[1:]:
        assert stage.title not in text and stage.name not in text


# Frames


def look(now: float, **values: str) -> tuple[Look, dict[str, Piece]]:
    pieces = {
        name: Piece(value, functools.partial("<p>{}</p>".format, value)) for name, value in values.items()
    }
    return Look(now, lambda topic: pieces), pieces


def test_what_did_not_change_is_rendered_once():
    channel, rendered = Channel(), []

    def piece(name: str, value: str) -> Piece:
        def render() -> str:
            rendered.append(name)
            return value

        return Piece(value, render)

    for second in ("one", "one", "two"):
        pieces = {"a": piece("a", "same"), "b": piece("b", second)}
        channel.update(Look(0.0, lambda topic: {}), pieces)
    assert rendered == ["a", "b", "b"]
    assert channel.number == 2


def test_who_is_too_far_behind_gets_all():
    channel = Channel()
    for number in range(MOST_FRAMES + 10):
        channel.update(*look(0.0, a=str(number)))
    assert b'"whole":true' in channel.since(5)[0]
    assert b'"whole":false' in channel.since(MOST_FRAMES)[0]
    assert channel.since(channel.number) == (b"", channel.number)
    assert len(channel.frames) == MOST_FRAMES


def test_several_frames_are_written_together():
    channel = Channel()
    for number in range(5):
        channel.update(*look(0.0, a=str(number)))
    data, place = channel.since(2)
    assert place == 5
    assert [frame.data["put"]["a"] for frame in read(data.decode())] == ["<p>2</p>", "<p>3</p>", "<p>4</p>"]
