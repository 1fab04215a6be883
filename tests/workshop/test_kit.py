"""What a trainee's machine gets to know of a kata, and what never."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest
from kata.content.kata import Kata
from kata.content.pack import Pack, built_in
from kata.fleet.parcel import Refused, parcel_of
from kata.workshop.kit import Kit, book_of, kata_of, kit_of, open_book, pack_kit, unpack_kit
from kata.workshop.messages import OpenBook, StageTime, decode, encode
from kata.workspace.tree import snapshot

TEA = Path(__file__).parent.parent / "commands" / "pack"


@pytest.fixture(scope="module")
def tea() -> Kata:
    return Pack(TEA).kata("tea")


def times(kata: Kata) -> list[StageTime]:
    return [StageTime(number=stage.number, minutes=stage.minutes) for stage in kata.stages]


def test_the_kits_of_all_stages_make_the_kata_but_for_what_only_the_server_has(tea):
    kits = [unpack_kit(pack_kit(kit_of(tea, stage.number))) for stage in tea.stages]
    known = kata_of(kits, times(tea))
    assert known.starter == tea.starter
    assert known.layout == tea.layout and known.seams == tea.seams and known.packages == tea.packages
    for own, stage in zip(known.stages, tea.stages, strict=True):
        assert (own.title, own.minutes, own.brief, own.given) == (
            stage.title,
            stage.minutes,
            stage.brief,
            stage.given,
        )
        assert [check.id for check in own.checks] == [check.id for check in stage.checks if check.rule]
        assert not any(check.hints for check in own.checks)


@pytest.mark.parametrize("name", built_in().names())
def test_no_kit_holds_what_is_told_later(name):
    kata = built_in().kata(name)
    for number in range(1, len(kata.stages)):
        sent = msgspec.msgpack.encode(kit_of(kata, number))
        for later in kata.stages[number:]:
            markers = [later.name, *(check.id for check in later.checks)]
            markers += [line for line in later.brief.splitlines() if len(line) > 40]
            markers += [hint for check in later.checks for hint in check.hints]
            assert not [marker for marker in markers if marker.encode() in sent]
        hints = [hint for stage in kata.stages for check in stage.checks for hint in check.hints]
        assert not [hint for hint in hints if hint.encode() in sent]


def test_of_later_stages_only_number_and_minutes_are_known(tea):
    known = kata_of([kit_of(tea, 1)], times(tea))
    assert len(known.stages) == len(tea.stages)
    later = known.stage(2)
    assert (later.minutes, later.title, later.brief, later.given, later.checks) == (
        tea.stage(2).minutes,
        "",
        "",
        {},
        (),
    )


def evil(tea: Kata, **changes: object) -> bytes:
    whole = {**msgspec.structs.asdict(kit_of(tea, 1)), **changes}
    return zlib.compress(msgspec.msgpack.encode(whole))


@pytest.mark.parametrize("path", ["../up.py", "/etc/x.py", ".git/hooks/post-checkout", "a/.GIT/config"])
@pytest.mark.parametrize("part", ["given", "starter"])
def test_files_that_would_leave_the_workspace_are_refused(tea, path, part):
    with pytest.raises(Refused, match="not taken"):
        unpack_kit(evil(tea, **{part: parcel_of(snapshot({path: b"#!/bin/sh\n"}))}))


def test_a_bomb_and_other_bytes_are_refused(tea):
    for data in (zlib.compress(bytes(64 * 1024 * 1024)), b"", b"x", evil(tea, format=9), evil(tea, rules=5)):
        with pytest.raises(Refused):
            unpack_kit(data)
    assert isinstance(unpack_kit(evil(tea)), Kit)


def test_the_book_opens_with_the_stages():
    pack = built_in()
    kata = pack.kata(pack.default())
    whole = pack.book().of(kata.chapters)
    for closed in range(len(kata.stages) + 1):
        sent = encode(open_book(pack.book(), kata, closed, min(closed + 1, len(kata.stages))))
        got = book_of(decode(sent, OpenBook, 10_000_000))
        assert got.open_at(closed).chapters == whole.open_at(closed).chapters
        shut = [
            part.text
            for chapter in whole.chapters
            for part in chapter.sections
            if part.opens_after > closed and len(part.text) > 40
        ]
        assert not [text for text in shut if msgspec.json.encode(text)[1:60] in sent]
