"""A person of a test in a room, and what they hand in."""

from __future__ import annotations

from dataclasses import replace

from kata.report.parts import Grading
from kata.report.report import CheckResult, Outcome
from kata.report.whole import graded as graded_report
from kata.session.amendment_kind import Amendment
from kata.workshop import people, queue, rooms
from kata.workshop.hand_ins import HandIn, receive
from kata.workshop.store.tables import room, submission
from kata.workspace.tree import snapshot
from sqlalchemy import select


def files(text="x = 1\n"):
    """A snapshot that differs by its text; no grader looks at it."""
    return snapshot({"messaging/own.py": text.encode()})


def row(desk, public):
    with desk.store.read() as connection:
        return connection.execute(select(room).where(room.c.public == public)).one()


def joined(desk, public, name=""):
    """The id of somebody who joins."""
    return people.join(desk, rooms.join_code(desk, row(desk, public)), name=name).person


def hand_in(desk, person, text="x = 1\n", stage=1, **said):
    return receive(desk, person, HandIn(stage=stage, state=files(text), **said))


def verdict(passed=True, kind="", seconds=1.0):
    if kind:
        return replace(queue.of_amendment(Amendment(kind), seconds), passed=passed)
    return queue.of_report(report(passed), "here", seconds)


def report(passed=True, stage=1):
    """A report of a grader that looked at nothing."""
    outcome: Outcome = "passed" if passed else "failed"
    check = CheckResult(id="own.check", stage=stage, group="current", outcome=outcome, summary="It holds.")
    found = Grading(
        kata="sms",
        stage=stage,
        stage_name="a-stage",
        checks=(check,),
        refactored=False,
        works=passed,
        tree="0" * 40,
    )
    return graded_report(found)


def graded(desk, passed=True, count=0):
    """Grades whoever is next; returns what was claimed."""
    found = claimed(desk, count=count)
    assert queue.record(desk, found, verdict(passed))
    return found


def claimed(desk, by="server", count=0, slow_allowed=True):
    """Who is next, claimed; there must be somebody."""
    found = queue.claim(desk, by, count, slow_allowed=slow_allowed)
    assert found is not None
    return found


def state_of(desk, public):
    with desk.store.read() as connection:
        return connection.execute(
            select(submission.c.state).where(submission.c.public == public)
        ).scalar_one()
