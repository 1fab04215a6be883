"""The report of a hand-in as a page, and the states that it compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from ...views.formats.html import render
from ...views.run import Exhibit, Run
from ...workspace.snapshot import Snapshot
from ..desk import Desk
from ..reading import report_of
from ..snapshots import load
from ..store import tables as t
from .board import name_of
from .facts import Facts


def report_page(desk: Desk, facts: Facts, hand_in: Row[Any]) -> str:
    """The page of that hand-in's report; raises the 404 of what is not there while there is none."""
    with desk.store.read() as connection:
        report = report_of(desk, connection, hand_in)
        before = closed_states(connection, hand_in.person).get(hand_in.stage - 1)
        after = load(connection, hand_in.tree)
    kata = desk.katas.kata(facts.room.kata)
    person = next(each for each in facts.people if each.id == hand_in.person)
    exhibit = Exhibit(report, before=before, after=after, given=frozenset(kata.given_at(hand_in.stage)))
    return render(Run(kata.title, name_of(person), (exhibit,)))


def closed_states(connection: Connection, person: int) -> Mapping[int, Snapshot]:
    """What each stage of somebody's was closed with; 0 is what they began with."""
    found = {
        0: connection.execute(
            select(t.baseline.c.tree).where(t.baseline.c.person == person, t.baseline.c.cause == "start")
        ).scalar_one_or_none()
    }
    closed = connection.execute(
        select(t.closure.c.stage, t.submission.c.tree)
        .join(t.submission, t.closure.c.submission == t.submission.c.id)
        .where(t.closure.c.person == person)
    )
    found |= {row.stage: row.tree for row in closed}
    return {stage: load(connection, tree) for stage, tree in found.items() if tree is not None}
