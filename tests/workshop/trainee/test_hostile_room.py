"""A server that means ill: nothing of what it sends leaves the workspace, is run, or is held without a limit."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from kata.fleet.parcel import parcel_of
from kata.workshop import client as line
from kata.workshop import messages
from kata.workshop.kit import kit_of
from kata.workspace.tree import snapshot

from tests.commands.conftest import Kata
from tests.workshop.trainee.conftest import CODE
from tests.workshop.trainee.fake_room import TOKEN, Room, Server

Lay = Callable[[int], None]
KIT = "GET /api/v1/stages/1"


def asked(server: Server) -> messages.Me:
    with contextlib.closing(line.Client(server.url, TOKEN)) as client:
        return client.ask(messages.ME, messages.Me)


def kit(room: Room, **changes: object) -> bytes:
    whole = {**msgspec.structs.asdict(kit_of(room.kata, 1)), **changes}
    return zlib.compress(msgspec.msgpack.encode(whole))


@pytest.mark.parametrize(
    "path", ["../../up.py", "/tmp/kata-up.py", ".git/hooks/post-commit", "a/.gIt/config", "tea/x.pyc"]
)
@pytest.mark.parametrize("part", ["given", "starter"])
def test_a_kit_with_files_for_elsewhere_is_not_laid(
    kata: Kata, room: Room, server: Server, tmp_path: Path, path: str, part: str
) -> None:
    room.answer[KIT] = (
        200,
        kit(room, **{part: parcel_of(snapshot({path: b"#!/bin/sh\ntouch /tmp/evil\n"}))}),
        {},
    )
    told = kata("join", server.url, CODE)
    assert told.code == 3 and "was not taken" in told.err
    assert not any((tmp_path / "tea").iterdir())


@pytest.mark.parametrize(
    "body",
    [
        lambda: zlib.compress(bytes(200 * 1024 * 1024), 9),
        lambda: zlib.compress(b"\x91" * 100_000 + b"\xc0"),
        lambda: b"",
        lambda: b"\x00" * 100,
    ],
    ids=["large", "deep", "empty", "zeros"],
)
def test_a_bomb_for_a_kit_is_refused(
    kata: Kata, room: Room, server: Server, body: Callable[[], bytes]
) -> None:
    room.answer[KIT] = (200, body(), {})
    assert kata("join", server.url, CODE).code == 3


def test_a_kit_of_another_kata_or_stage_is_refused(kata: Kata, room: Room, server: Server) -> None:
    room.answer[KIT] = (200, kit(room, name="other"), {})
    assert kata("join", server.url, CODE).code == 4
    room.answer[KIT] = (200, kit(room, number=2), {})
    assert kata("join", server.url, CODE, "again").code == 3


def test_an_answer_without_an_end_is_cut_off(joined: Path, kata: Kata, room: Room, server: Server) -> None:
    room.answer["GET /api/v1/me"] = (200, b" " * (messages.MAX_ANSWER_BYTES + 1), {})
    assert kata("status").code == 0
    with pytest.raises(line.Strange, match="more than"):
        asked(server)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_answer_is_not_unpacked(joined: Path, room: Room, server: Server, packing: str) -> None:
    room.answer["GET /api/v1/me"] = (200, zlib.compress(bytes(10**8)), {"Content-Encoding": packing})
    with pytest.raises(line.Strange, match="packed"):
        asked(server)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_stays(
    joined: Path, kata: Kata, room: Room, server: Server, status: int
) -> None:
    other = Server(Room())
    try:
        moved = {"Location": f"{other.url}/api/v1/me"}
        room.answer["GET /api/v1/me"] = (status, b"", moved)
        room.answer["POST /api/v1/hand-ins"] = (status, b"", moved)
        told = kata("next")
        assert told.code == 3 and "sends elsewhere" in told.err
        assert other.room.requests == []
    finally:
        other.stop()


@pytest.mark.parametrize(
    "body", [b"<html>Sign in to the hotel's network</html>", b"{}", b"[]", b'{"id": 5}', b"\xff"]
)
def test_what_is_no_room_is_told_as_such(joined: Path, kata: Kata, room: Room, body: bytes) -> None:
    room.answer["POST /api/v1/hand-ins"] = (200, body, {})
    told = kata("next")
    assert told.code == 3 and "as a room does" in told.err
    room.answer.clear()
    assert kata("next").code == 1


def test_a_report_of_something_else_is_not_kept(joined: Path, kata: Kata, room: Room, lay: Lay) -> None:
    lay(1)
    kata("next")
    lay(2)
    room.answer["GET /api/v1/hand-ins/h2/report"] = next(
        (200, data, {}) for data in room.bodies_sent if b'"kata/report/v1"' in data
    )
    told = kata("next")
    assert told.code == 3 and "something else" in told.err


def test_words_of_the_room_cannot_steer_the_terminal(joined: Path, kata: Kata, room: Room) -> None:
    evil = messages.Trouble(error="x", message="\x1b]0;owned\x07No\u202e.")
    room.answer["POST /api/v1/hand-ins"] = (400, messages.encode(evil), {})
    told = kata("next")
    shown = told.err + told.out + kata("room").out
    assert "\x1b]0" not in shown and "\u202e" not in shown and "\x07" not in shown


def test_a_kata_whose_name_is_a_path_is_not_followed(
    kata: Kata, room: Room, server: Server, tmp_path: Path
) -> None:
    times = (messages.StageTime(number=1, minutes=5),)
    evil = messages.Joined(
        token=TOKEN,
        person=messages.Person(id="p"),
        room=messages.Room(
            id="r", title="t", kata="../../up", stages=times, limits=messages.Limits(wire_bytes=1, bytes=1)
        ),
    )
    room.answer["POST /api/v1/join"] = (201, messages.encode(evil), {})
    assert kata("join", server.url, CODE).code == 4
    assert not list(tmp_path.rglob("up*"))
