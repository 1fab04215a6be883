"""What is read of a room for one person: where they stand, what was said, how a hand-in went. Nothing is written."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, or_, select

from ..report.parts import Sat, States
from ..report.report import AmendmentNote, Expectation, Report
from ..report.whole import put_together
from ..session.clock import Instant
from . import messages
from .clock import StageTime, stage_time
from .desk import Desk
from .queue import amendment_in, report_in
from .refusal import not_there
from .rooms import allowed, closed_stage, extended, may_reveal, opened_stage, pauses_of
from .store.tables import (
    allowance,
    baseline,
    closure,
    current,
    extension,
    job,
    message,
    note,
    opening,
    pause,
    person,
    regrading,
    report,
    reveal,
    room,
    submission,
)


def room_and_person(connection: Connection, public: str) -> tuple[Row[Any], Row[Any]]:
    """The rows of a person's room and of the person."""
    own = connection.execute(select(person).where(person.c.public == public)).one_or_none()
    if own is None:
        raise not_there()
    return connection.execute(select(room).where(room.c.id == own.room)).one(), own


def time_of(connection: Connection, of_room: Row[Any], own: Row[Any], stage: int, now: Instant) -> StageTime:
    """The person's time at a stage; of one that is not open, all that they will have."""
    begun = connection.execute(
        select(opening).where(opening.c.room == of_room.id, opening.c.stage == stage)
    ).one_or_none()
    added = extended(connection, of_room.id, stage) + allowed(connection, own.id, stage)
    if begun is None:
        return StageTime(of_room.minutes[stage - 1] * 60 + added, 0.0, None)
    seen = select(reveal.c.revealed).where(reveal.c.person == own.id, reveal.c.stage == stage)
    ended = select(closure.c.closed).where(closure.c.person == own.id, closure.c.stage == stage)
    revealed = connection.execute(seen).scalar()
    before = select(closure.c.closed).where(closure.c.person == own.id, closure.c.stage == stage - 1)
    if revealed is None and stage > 1 and connection.execute(before).scalar() is None:
        return StageTime(begun.minutes * 60 + added, 0.0, None)
    return stage_time(
        minutes=begun.minutes,
        added=added,
        opened=begun.opened,
        revealed=revealed,
        closed=connection.execute(ended).scalar(),
        now=now,
        pauses=pauses_of(connection, of_room.id),
    )


def me(desk: Desk, public: str, places: Any) -> messages.Me:
    """Where the person stands; `places(id)` tells the place of a hand-in in the queue."""
    now = desk.clock.now()
    with desk.store.read() as connection:
        of_room, own = room_and_person(connection, public)
        opened, closed = opened_stage(connection, of_room.id), closed_stage(connection, own.id)
        last = len(of_room.minutes)
        stage = min(closed + 1, last)
        spent = time_of(connection, of_room, own, stage, now)
        stands = connection.execute(
            select(pause).where(pause.c.room == of_room.id, pause.c.until.is_(None))
        ).one_or_none()
        return messages.Me(
            now=now.wall,
            room=messages.RoomNow(
                state=of_room.state,
                stage=opened,
                paused=messages.Pause(reason=stands.reason, since=stands.since.wall) if stands else None,
            ),
            own=messages.Own(
                stage=stage,
                open=may_reveal(opened, closed, stage),
                left=round(spent.left, 1),
                allowed=spent.allowed,
                runs=spent.ends_at is not None and of_room.state == "running",
                extra=_extra(connection, of_room.id, own.id, stage),
                behind=opened > stage and of_room.mode != "on-pass",
                finished=closed >= last,
            ),
            pending=_pending(connection, own.id, places),
            messages=_messages(connection, of_room.id, own.id),
            regraded=_regraded(connection, own.id),
            seq=of_room.seq,
        )


def hand_in(connection: Connection, public: str, of_person: str) -> Row[Any]:
    """A person's own hand-in; somebody else's is not there."""
    found = connection.execute(
        select(submission)
        .join(person, person.c.id == submission.c.person)
        .where(submission.c.public == public, person.c.public == of_person)
    ).one_or_none()
    if found is None:
        raise not_there()
    return found


def progress(desk: Desk, public: str, of_person: str, place: Any, rev: int) -> messages.Progress:
    """How far a hand-in is, and what it came to."""
    with desk.store.read() as connection:
        row = hand_in(connection, public, of_person)
        of_room, own = room_and_person(connection, of_person)
        opened, closed = opened_stage(connection, of_room.id), closed_stage(connection, own.id)
        known = _verdict(connection, row.id)
        amendment = None
        if known is not None and row.kind == "amend":
            found = amendment_in(known.document)
            amendment = messages.Amendment(
                kind=found.kind,
                changed_checks=found.changed_checks,
                why=found.why[:4000],
                way=found.way[:4000],
            )
        closes = row.kind == "hand-in" and closed >= row.stage
        following: messages.Next | None = None
        if closes:
            if row.stage >= len(of_room.minutes):
                following = "finished"
            else:
                following = "open" if may_reveal(opened, closed, row.stage + 1) else "waits"
        waits = row.state == place.state
        return messages.Progress(
            rev=rev,
            state=row.state,
            position=place.position if waits else 0,
            waiting=place.waiting if waits else 0,
            seconds=place.seconds if waits else 0.0,
            decided=place.decided if waits else 0,
            total=place.total if waits else 0,
            passed=known.passed if known is not None and row.kind == "hand-in" else None,
            closed=closes,
            next=following,
            amendment=amendment,
            trouble=_trouble(connection, row),
        )


def report_of(desk: Desk, connection: Connection, row: Row[Any]) -> Report:
    """The whole report of a graded hand-in, with what the room knows of it; raises the 404 where there is none.

    Times are those that count now: time given afterwards is in it.
    """
    known = _verdict(connection, row.id)
    if known is None or row.kind != "hand-in":
        raise not_there()
    found = report_in(known.document)
    own = connection.execute(select(person).where(person.c.id == row.person)).one()
    of_room = connection.execute(select(room).where(room.c.id == own.room)).one()
    received: Instant = row.received
    if row.accepted_at is not None:
        earlier = received.wall - row.accepted_at
        received = msgspec.structs.replace(
            received,
            wall=row.accepted_at,
            running=received.running - earlier,
            awake=received.awake - earlier,
        )
    begun = connection.execute(
        select(opening).where(opening.c.room == of_room.id, opening.c.stage == row.stage)
    ).one()
    seen = select(reveal.c.revealed).where(reveal.c.person == own.id, reveal.c.stage == row.stage)
    pauses = pauses_of(connection, of_room.id)
    spent = stage_time(
        minutes=begun.minutes,
        added=extended(connection, of_room.id, row.stage) + allowed(connection, own.id, row.stage),
        opened=begun.opened,
        revealed=connection.execute(seen).scalar(),
        closed=received,
        now=received,
        pauses=pauses,
    )
    closed = connection.execute(
        select(closure).where(closure.c.person == own.id, closure.c.stage == row.stage)
    ).one_or_none()
    anyway = closed is not None and closed.submission == row.id and closed.cause != "passed"
    hints = connection.execute(
        select(note.c.text).where(note.c.person == own.id, note.c.stage == row.stage, note.c.kind == "hint")
    ).all()
    sat = Sat(
        started_at=begun.opened.text(),
        handed_in_at=received.text(),
        seconds_used=spent.used,
        seconds_allowed=int(spent.allowed),
        seconds_paused=0.0,
        anyway=anyway,
        hints_taken=len(hints),
        expectation=_expectation(desk, connection, of_room, row),
    )
    closings = tuple(_closings(connection, own.id, row.stage))
    notes = _amendments(desk, connection, row)
    return put_together(found, closings=closings, sitting=sat, states=States(amendments=notes))


def _verdict(connection: Connection, submission_key: int) -> Row[Any] | None:
    return connection.execute(
        select(report)
        .join(current, current.c.job == report.c.job)
        .where(current.c.submission == submission_key)
    ).one_or_none()


def _trouble(connection: Connection, row: Row[Any]) -> str:
    if row.state != "stuck":
        return ""
    query = select(job.c.trouble).where(job.c.submission == row.id, job.c.regrading == 0)
    return f"The grader had trouble: {connection.execute(query).scalar_one()}"[:4000]


def _closings(connection: Connection, person_key: int, stage: int) -> Any:
    rows = connection.execute(
        select(report.c.document)
        .join(current, current.c.job == report.c.job)
        .join(closure, closure.c.submission == current.c.submission)
        .where(closure.c.person == person_key, closure.c.stage < stage)
        .order_by(closure.c.stage)
    ).scalars()
    return (report_in(document) for document in rows)


def _amendments(desk: Desk, connection: Connection, row: Row[Any]) -> tuple[AmendmentNote, ...]:
    """What was declared at the stage before this hand-in, refused ones included."""
    rows = connection.execute(
        select(submission, report.c.document)
        .join(current, current.c.submission == submission.c.id)
        .join(report, report.c.job == current.c.job)
        .where(
            submission.c.person == row.person,
            submission.c.stage == row.stage,
            submission.c.kind == "amend",
            submission.c.id < row.id,
        )
        .order_by(submission.c.id)
    ).all()
    found = []
    for each in rows:
        judged = amendment_in(each.document)
        found.append(
            AmendmentNote(
                reason=each.reason,
                kind=judged.kind,
                declared_at=each.received.text(),
                changed_checks=judged.changed_checks,
            )
        )
    return tuple(found)


def _expectation(desk: Desk, connection: Connection, of_room: Row[Any], row: Row[Any]) -> Expectation | None:
    from .snapshots import load

    said = connection.execute(
        select(note.c.text)
        .where(note.c.person == row.person, note.c.stage == row.stage, note.c.kind == "expected")
        .order_by(note.c.id.desc())
    ).first()
    if said is None:
        return None
    given = desk.katas.kata(of_room.kata).given_at(row.stage)
    tree = connection.execute(
        select(baseline.c.tree)
        .where(baseline.c.person == row.person, baseline.c.stage == row.stage - 1)
        .order_by(baseline.c.ordinal.desc())
    ).first()
    before = load(connection, tree.tree).files if tree is not None else {}
    after = load(connection, row.tree).files
    return Expectation(
        said=said.text,
        changed=tuple(sorted(p for p in before if p not in given and after.get(p) != before[p])),
        added=tuple(sorted(p for p in after if p not in given and p not in before)),
    )


def _extra(connection: Connection, room_key: int, person_key: int, stage: int) -> tuple[messages.Extra, ...]:
    for_all = select(extension).where(extension.c.room == room_key, extension.c.stage == stage)
    for_one = select(allowance).where(allowance.c.person == person_key, allowance.c.stage == stage)
    rows = [*connection.execute(for_all), *connection.execute(for_one)]
    return tuple(
        messages.Extra(seconds=row.seconds, reason=row.reason) for row in sorted(rows, key=lambda row: row.at)
    )[-1000:]


def _pending(connection: Connection, person_key: int, places: Any) -> tuple[messages.Pending, ...]:
    rows = connection.execute(
        select(submission)
        .where(submission.c.person == person_key, submission.c.state.in_(("queued", "grading", "stuck")))
        .order_by(submission.c.id)
    ).all()
    return tuple(
        messages.Pending(
            id=row.public,
            stage=row.stage,
            kind=row.kind,
            state=row.state,
            position=places(row.public)[0].position if row.state == "queued" else 0,
        )
        for row in rows
    )[-200:]


def _regraded(connection: Connection, person_key: int) -> tuple[messages.Regraded, ...]:
    rows = connection.execute(
        select(submission.c.public, regrading.c.public.label("by"))
        .join(current, current.c.submission == submission.c.id)
        .join(job, job.c.id == current.c.job)
        .join(regrading, regrading.c.id == job.c.regrading)
        .where(submission.c.person == person_key)
        .order_by(submission.c.id)
    ).all()
    return tuple(messages.Regraded(id=row.public, by=row.by) for row in rows)


def _messages(connection: Connection, room_key: int, person_key: int) -> tuple[messages.Message, ...]:
    question = message.alias("question")
    rows = connection.execute(
        select(message, question.c.text.label("question"))
        .outerjoin(question, question.c.id == message.c.answers)
        .where(
            message.c.room == room_key,
            message.c["from"].is_(None),
            or_(message.c.to.is_(None), message.c.to == person_key),
        )
        .order_by(message.c.id)
    ).all()
    return tuple(
        messages.Message(
            id=row.public, at=row.at, text=row.text, own=row.to is not None, answers=row.question or ""
        )
        for row in rows
    )[-1000:]
