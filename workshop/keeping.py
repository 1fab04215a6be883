"""What is done with a workshop's data beside playing: a room that is forgotten."""

from __future__ import annotations

import zlib

import msgspec
from sqlalchemy import delete, select, update

from ..report.report import CheckResult, Report
from .desk import Desk, changing
from .queue import report_in
from .refusal import Refusal
from .store.tables import grant, job, message, note, person, regrading, report, snapshot, submission


def forget(desk: Desk, room: str) -> int:
    """Takes people out of a closed room's data: names, tokens, messages, notes, files and words of reports.

    What is left are animals, times and figures. Returns how many people were forgotten. Raises Refusal for a room
    that is not closed yet.
    """
    with changing(desk, room, even_closed=True) as change:
        if change.room.state != "closed":
            raise Refusal("open", "The room is not closed yet.", "Close it first.")
        connection = change.connection
        people = list(
            connection.execute(select(person.c.id).where(person.c.room == change.room.id)).scalars()
        )
        own = select(submission.c.id).where(submission.c.person.in_(people))
        trees = select(submission.c.tree).where(submission.c.person.in_(people))
        others = select(submission.c.tree).where(submission.c.person.not_in(people))
        connection.execute(
            delete(message).where(message.c.answers.is_not(None), message.c.room == change.room.id)
        )
        connection.execute(delete(message).where(message.c.room == change.room.id))
        connection.execute(delete(note).where(note.c.person.in_(people)))
        connection.execute(
            update(grant)
            .where(grant.c.room == change.room.id, grant.c.revoked_at.is_(None))
            .values(revoked_at=change.now.wall, label="")
        )
        connection.execute(
            update(snapshot)
            .where(snapshot.c.tree.in_(trees), snapshot.c.tree.not_in(others))
            .values(parcel=b"")
        )
        connection.execute(update(submission).where(submission.c.id.in_(own)).values(reason=""))
        connection.execute(update(regrading).where(regrading.c.room == change.room.id).values(reason=""))
        rows = connection.execute(
            select(report.c.job, report.c.document, submission.c.kind)
            .join(job, job.c.id == report.c.job)
            .join(submission, submission.c.id == job.c.submission)
            .where(submission.c.id.in_(own))
        ).all()
        for row in rows:
            kept = b"" if row.kind == "amend" else _figures(report_in(row.document))
            connection.execute(update(report).where(report.c.job == row.job).values(document=kept))
        connection.execute(
            update(person)
            .where(person.c.id.in_(people))
            .values(name=None, folded=None, share=False, state="removed")
        )
        change.happened("forgotten")
        return len(people)


def _figures(found: Report) -> bytes:
    """The report without a word of the code: outcomes and figures."""
    checks = tuple(
        CheckResult(
            id=each.id,
            stage=each.stage,
            group=each.group,
            outcome=each.outcome,
            summary="",
            advice=each.advice,
        )
        for each in found.checks
    )
    kept = msgspec.structs.replace(
        found, checks=checks, objects=None, headline="", notes=(), expectation=None
    )
    return zlib.compress(msgspec.json.encode(kept))
