"""Code that two people of a room have in common, as a cohort's grading tells it: for those who lead the room alone.

It is worked out when somebody asks for the page, so it costs the live pages nothing. No verdict rests on it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from starlette.responses import Response

from ...cohort.ledger import Ledger
from ...cohort.result import Result
from ...cohort.similar import LEAST_COMMON, MOST_HAVING, common, own
from ...cohort.sources import Source
from ...cohort.summary import similar
from ..katas import Katas
from ..snapshots import load
from .asked import Asked, Page, shown
from .board import name_of, room_shown
from .facts import Facts, Table

MOST_KEPT = 10_000
"""Hand-ins whose fingerprints are remembered."""


@dataclass(frozen=True)
class Pair:
    """Two people with code in common, and the stage of each: `share` (0 to 1) of the one who wrote less."""

    one: Table
    other: Table
    stages: tuple[int, int]
    share: float


def pairs(connection: Connection, facts: Facts, katas: Katas) -> list[Pair]:
    """The people of the room whose newest hand-ins have much code in common, the most alike first."""
    people = {each.public: each for each in facts.people if each.state == "active"}
    newest = {
        public: last
        for public, each in people.items()
        if (theirs := facts.by_person.get(each.id)) and (last := theirs[-1]).tree not in facts.starts
    }
    prints = {public: _prints(connection, facts, katas, last) for public, last in newest.items()}
    return [
        Pair(people[one], people[other], (newest[one].stage, newest[other].stage), share)
        for one, other, share in _similar(prints)
    ]


def _similar(prints: Mapping[str, frozenset[int]]) -> list[tuple[str, str, float]]:
    """By the ledger of a cohort, one that is kept in memory."""
    ledger = Ledger(Path(":memory:"))
    try:
        sources = [Source(name, name) for name in prints]
        ledger.begin(sources)
        for source in sources:
            ledger.keep(source, "", Result(name=source.name, place=source.place), prints[source.name])
        return [
            (each.one, each.other, each.share) for each in similar(ledger.pairs(LEAST_COMMON, MOST_HAVING))
        ]
    finally:
        ledger.close()


_known: dict[tuple[str, str, int, str], frozenset[int]] = {}
"""Fingerprints by pack, kata, stage and tree; the files of a tree never change."""


def _prints(connection: Connection, facts: Facts, katas: Katas, hand_in: Table) -> frozenset[int]:
    name = facts.room.kata
    key = (katas.folder, name, hand_in.stage, hand_in.tree)
    if key not in _known:
        if len(_known) >= MOST_KEPT:
            _known.clear()
        files = load(connection, hand_in.tree).files
        _known[key] = own(katas.kata(name), hand_in.stage, files) - _common(katas, name)
    return _known[key]


@functools.lru_cache(maxsize=16)
def _common(katas: Katas, name: str) -> frozenset[int]:
    return common(katas.kata(name), katas.pack)


def _alike(asked: Asked) -> Response:
    with asked.site.desk.store.read() as connection:
        facts = asked.site.facts(connection, asked.there)
        found = pairs(connection, facts, asked.site.desk.katas)
    room = room_shown(facts, asked.site.place(facts.room))
    return shown("alike", room=room, pairs=found, name_of=name_of)


ALIKE = (Page("/rooms/{room}/alike", "leader of the room", _alike),)
