"""The report of a hand-in as a page, and the states that it compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from ...report.parts import Sat
from ...report.report import Report
from ...report.whole import put_together
from ...views.formats.html import render
from ...views.run import Exhibit, Run
from ...workspace.snapshot import Snapshot
from ..desk import Desk
from ..snapshots import load
from ..store import tables as t
from .board import name_of
from .facts import Facts, report_of


def report_page(desk: Desk, facts: Facts, hand_in: Row[Any]) -> str | None:
    """The page of that hand-in's report; None while there is none."""
    with desk.store.read() as connection:
        report = whole_report(connection, facts, hand_in)
        if report is None:
            return None
        before = closed_states(connection, hand_in.person).get(hand_in.stage - 1)
        after = load(connection, hand_in.tree)
    kata = desk.katas.kata(facts.room.kata)
    person = next(each for each in facts.people if each.id == hand_in.person)
    exhibit = Exhibit(report, before=before, after=after, given=frozenset(kata.given_at(hand_in.stage)))
    return render(Run(kata.title, name_of(person), (exhibit,)))


def whole_report(connection: Connection, facts: Facts, hand_in: Row[Any]) -> Report | None:
    """The grader's report with the times of the room; None while there is none."""
    report = report_of(connection, hand_in.id)
    if report is None:
        return None
    time = facts.time(hand_in.person, hand_in.stage, until=hand_in.received)
    if time is None:
        return report
    begun = facts.reveals.get((hand_in.person, hand_in.stage), facts.openings[hand_in.stage].opened)
    hints = connection.execute(
        select(t.note.c.text).where(
            t.note.c.person == hand_in.person, t.note.c.stage == hand_in.stage, t.note.c.kind == "hint"
        )
    ).all()
    return put_together(
        report,
        sitting=Sat(
            started_at=begun.text(),
            handed_in_at=hand_in.received.text(),
            seconds_used=time.used,
            seconds_allowed=round(time.allowed),
            seconds_paused=0.0,
            anyway=hand_in.anyway,
            hints_taken=len(hints),
        ),
    )


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
