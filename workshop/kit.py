"""What a trainee's machine gets to know of a kata, stage by stage: a kit for each, made by the server when it may.

A kit holds no hidden test, no hint, no later stage and no code that is run there: the rules that it names are the
engine's own, which that machine has. A kata's own rules run on the server alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..base.decoding import from_msgpack
from ..content.book import PICTURE, Book, Chapter, Section
from ..content.kata import Check, Kata, Layout, Seam, Stage
from ..fleet.parcel import MAX_BYTES, MAX_WIRE_BYTES, Parcel, Refused, inflated, parcel_of, snapshot_of
from ..workspace.tree import snapshot
from .messages import BookChapter, BookSection, OpenBook, StageTime

FORMAT = 1
NO_TESTS = Path("/nonexistent")
"""Where hidden tests are, on a machine that has none."""


class KitCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check that a rule of the engine's decides: without its hints, which the server gives one by one."""

    id: str
    holds: str
    principle: str
    chapter: str
    section: str = ""
    advice: bool = False
    rule: str = ""
    options: dict[str, Any] = {}


class KitSeam(msgspec.Struct, frozen=True, kw_only=True):
    """A client function, as `package.module:function`, with its parameters."""

    target: str
    parameters: tuple[str, ...] = ()
    from_stage: int = 1


class KitLayout(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are in a workspace."""

    clients: str
    module: str
    root: str
    tests: str


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """One stage: its brief, what it lays into the workspace, the rules that begin with it, what is to be filled in.

    `name` is the kata's; titles and brief are for people.
    """

    format: int = FORMAT
    name: str
    title: str
    summary: str
    lesson: str = ""
    edge: str = ""
    outside: str = "service"
    layout: KitLayout
    seams: tuple[KitSeam, ...]
    packages: tuple[str, ...]
    number: int
    stage_name: str
    stage_title: str
    minutes: int
    brief: str
    rules: tuple[KitCheck, ...]
    given: Parcel
    starter: Parcel | None = None


def kit_of(kata: Kata, number: int, minutes: int | None = None) -> Kit:
    """The kit of one stage, for somebody to whom that stage may be revealed; `minutes` are the room's own."""
    stage = kata.stage(number)
    starter = kata.starter if number == 1 else stage.starter
    return Kit(
        name=kata.name,
        title=kata.title,
        summary=kata.summary,
        lesson=kata.lesson,
        edge=kata.edge,
        outside=kata.outside,
        layout=KitLayout(
            clients=kata.layout.clients,
            module=kata.layout.module,
            root=kata.layout.root,
            tests=kata.layout.tests,
        ),
        seams=tuple(
            KitSeam(target=seam.target, parameters=seam.parameters, from_stage=seam.from_stage)
            for seam in kata.seams_at(number)
        ),
        packages=kata.packages,
        number=number,
        stage_name=stage.name,
        stage_title=stage.title,
        minutes=minutes or stage.minutes,
        brief=stage.brief,
        rules=tuple(
            KitCheck(
                id=check.id,
                holds=check.holds,
                principle=check.principle,
                chapter=check.chapter,
                section=check.section,
                advice=check.advice,
                rule=check.rule,
                options=dict(check.options or {}),
            )
            for check in stage.checks
            if check.rule and check.rule not in kata.own_rules
        ),
        given=parcel_of(snapshot(stage.given)),
        starter=parcel_of(snapshot(starter)) if starter else None,
    )


def pack_kit(kit: Kit) -> bytes:
    """The kit as a deflated MessagePack."""
    return zlib.compress(msgspec.msgpack.encode(kit))


def unpack_kit(data: bytes) -> Kit:
    """The kit that `pack_kit` packed, its files checked as a hand-in's are; raises Refused for anything else."""
    if len(data) > MAX_WIRE_BYTES:
        raise Refused(f"The kit has {len(data):,} bytes; {MAX_WIRE_BYTES:,} are taken.")
    try:
        kit = from_msgpack(inflated(data, MAX_BYTES), Kit)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(f"These bytes are no kit ({error}).") from None
    if kit.format != FORMAT:
        raise Refused(f"The kit has format {kit.format}; this program reads {FORMAT}. Use the same version.")
    snapshot_of(kit.given)
    if kit.starter is not None:
        snapshot_of(kit.starter)
    return kit


def kata_of(kits: Sequence[Kit], times: Sequence[StageTime]) -> Kata:
    """The kata as far as it is known by these kits (from stage 1 on); of later stages only number and minutes."""
    first, last = kits[0], kits[-1]
    stages = [_stage(kit) for kit in kits]
    stages += [_unknown(time) for time in times if time.number > len(kits)]
    return Kata(
        name=last.name,
        title=last.title,
        summary=last.summary,
        lesson=last.lesson,
        edge=last.edge,
        layout=Layout(**msgspec.structs.asdict(last.layout)),
        seams=tuple(Seam(seam.target, seam.parameters, seam.from_stage) for seam in last.seams),
        packages=last.packages,
        stages=tuple(stages),
        starter=_files(first.starter) if first.starter is not None else {},
        support=None,
        chapters=(),
        outside=last.outside,
    )


def open_book(book: Book, kata: Kata, closed: int, revealed: int) -> OpenBook:
    """The kata's chapters for somebody who has closed so many stages and to whom so many are revealed."""
    known = max(revealed, 1)
    own = book.of(kata.chapters)
    opened = own.open_at(closed)
    shown = {name for chapter in opened.chapters for _, name in PICTURE.findall(chapter.text)}
    return OpenBook(
        title=own.title,
        credit=own.credit,
        license=own.license,
        revised=own.revised,
        chapters=tuple(
            _chapter(chapter, closed, known) for chapter in own.chapters if chapter.opens_after <= known
        ),
        pictures={name: data for name, data in own.pictures.items() if name in shown},
    )


def book_of(message: OpenBook) -> Book:
    """The book as its reader has it; what is shut is there without its text."""
    return Book(
        title=message.title,
        credit=message.credit,
        license=message.license,
        revised=message.revised,
        chapters=tuple(
            Chapter(
                each.id,
                each.title,
                each.opens_after,
                each.opening,
                tuple(
                    Section(part.anchor, part.title, part.opens_after, part.text) for part in each.sections
                ),
                each.credit,
            )
            for each in message.chapters
        ),
        pictures=message.pictures,
    )


def _chapter(chapter: Chapter, closed: int, known: int) -> BookChapter:
    opened = chapter.opens_after <= closed
    return BookChapter(
        id=chapter.id,
        title=chapter.title,
        opens_after=chapter.opens_after,
        opening=chapter.opening if opened else "",
        sections=tuple(
            BookSection(
                anchor=part.anchor,
                title=part.title,
                opens_after=part.opens_after,
                text=part.text if part.opens_after <= closed else "",
            )
            for part in chapter.sections
            if part.opens_after <= known
        ),
        credit=chapter.credit if opened else "",
    )


def _stage(kit: Kit) -> Stage:
    return Stage(
        number=kit.number,
        name=kit.stage_name,
        title=kit.stage_title,
        minutes=kit.minutes,
        brief=kit.brief,
        given=_files(kit.given),
        checks=tuple(_check(rule) for rule in kit.rules),
        tests=NO_TESTS,
        starter=_files(kit.starter) if kit.starter is not None and kit.number > 1 else {},
    )


def _check(rule: KitCheck) -> Check:
    return Check(
        id=rule.id,
        holds=rule.holds,
        principle=rule.principle,
        chapter=rule.chapter,
        section=rule.section,
        advice=rule.advice,
        rule=rule.rule,
        options=rule.options,
    )


def _unknown(time: StageTime) -> Stage:
    return Stage(time.number, f"{time.number}", "", time.minutes, "", {}, (), NO_TESTS)


def _files(parcel: Parcel) -> Mapping[str, bytes]:
    return snapshot_of(parcel).files
