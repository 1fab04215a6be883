"""Grading again, aside: new verdicts are held against those that count, then a facilitator applies or cancels them.

A *set* is `running → ready → applied | cancelled`; a room has at most one that is not decided. Its jobs wait in a lane
of their own. Until it is applied, nothing that a trainee sees changes. Amendments keep what they were found to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ..report.report import Report
from .desk import Change, Desk, changing, new_public, said
from .hand_ins import REGRADE, close, latest_baseline
from .queue import report_in
from .refusal import Refusal, not_there, stale
from .store.tables import UNDECIDED, closure, current, job, person, regrading, report, submission

GRADED_AGAIN = "Your hand-in of stage {}, attempt {}, was graded again ({}). It has {}."


@dataclass(frozen=True)
class Side:
    """What one grading of a hand-in came to; `checks` are its outcomes by id."""

    passed: bool
    score: float
    checks: dict[str, str]

    @classmethod
    def of(cls, found: Report) -> Side:
        """The part of a report that is compared."""
        return cls(found.passed, found.score, {each.id: each.outcome for each in found.checks})


@dataclass(frozen=True)
class Compared:
    """One hand-in of a set: what counts now (`old`), and what was found (`new`; None: not yet, or `trouble`)."""

    submission: str
    person: str
    who: str
    stage: int
    attempt: int
    old: Side
    new: Side | None
    trouble: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The checks whose outcome is another one now, in the order of the reports."""
        if self.new is None:
            return ()
        ids = dict.fromkeys([*self.old.checks, *self.new.checks])
        return tuple(each for each in ids if self.old.checks.get(each) != self.new.checks.get(each))

    @property
    def differs(self) -> bool:
        """Whether applying the set changes anything for this hand-in."""
        return self.new is not None and bool(self.changed or self.new.passed != self.old.passed)


@dataclass(frozen=True)
class Set:
    """A regrading set. `hand_ins` are compared while it is not decided."""

    public: str
    state: str
    reason: str
    created_at: float
    hand_ins: tuple[Compared, ...] = ()

    @property
    def done(self) -> int:
        """How many hand-ins are decided."""
        return sum(each.new is not None or bool(each.trouble) for each in self.hand_ins)


def regrade(
    desk: Desk, room: str, *, stage: int | None = None, hand_in: str = "", reason: str, by: int | None
) -> str:
    """Begins a set of all graded hand-ins of a stage, or of one hand-in; returns its public id.

    Raises Refusal without a reason, while another set of the room is not decided, and where nothing is graded.
    """
    why = said(reason)
    if not why:
        raise Refusal("reason", "Why is it graded again? A reason is missing.", status=400)
    with changing(desk, room) as change:
        connection = change.connection
        if _undecided(connection, change.room.id) is not None:
            raise stale("Another regrading is not decided yet. Apply or cancel it first.")
        query = (
            select(submission.c.id)
            .join(person, person.c.id == submission.c.person)
            .join(current, current.c.submission == submission.c.id)
            .where(person.c.room == change.room.id, submission.c.kind == "hand-in")
            .order_by(submission.c.id)
        )
        query = query.where(submission.c.public == hand_in if hand_in else submission.c.stage == stage)
        keys = connection.execute(query).scalars().all()
        if not keys:
            raise Refusal("nothing", "There is no graded hand-in to grade again.")
        made = connection.execute(
            insert(regrading)
            .values(
                public=new_public(),
                room=change.room.id,
                reason=why,
                by=by,
                state="running",
                created_at=change.now.wall,
            )
            .returning(regrading)
        ).one()
        rows = [
            {
                "submission": key,
                "regrading": made.id,
                "fingerprint": desk.katas.fingerprint(change.room.kata),
                "lane": REGRADE,
                "state": "queued",
                "created_at": change.now.wall,
                "queued_at": change.now.wall,
            }
            for key in keys
        ]
        connection.execute(insert(job), rows)
        change.happened("regrading", regrading=made.public, reason=why, count=len(rows), by=change.who(by))
    return str(made.public)


def apply(desk: Desk, room: str, public: str, *, by: int | None) -> int:
    """Lets the new verdicts of a set that is ready count; returns for how many hand-ins something changed.

    What passes now closes its stage, at the time of the hand-in. What closed a stage and fails now keeps it closed: who
    has gone on is not sent back. Each trainee concerned is told. What could not be graded keeps its verdict.
    """
    with changing(desk, room) as change:
        row = _decide(change, public, ("ready",), "applied")
        compared = _compared(change.connection, row)
        changed = [each for each in compared if each.differs]
        for each in changed:
            assert each.new is not None  # else nothing differs
            change.happened(
                "regraded",
                person=each.person,
                stage=each.stage,
                submission=each.submission,
                before=each.old.passed,
                passed=each.new.passed,
            )
        for each in compared:
            if each.new is not None:
                _count(change, row, each)
        desk.step("regrading-counted")
        change.happened(
            "regrading-applied",
            regrading=public,
            reason=row.reason,
            count=len(changed),
            by=change.who(by),
        )
        return len(changed)


def cancel(desk: Desk, room: str, public: str, *, by: int | None) -> None:
    """Drops a set that is not decided; what counts goes on to count, and what still waits is not graded."""
    with changing(desk, room) as change:
        row = _decide(change, public, UNDECIDED, "cancelled")
        change.connection.execute(
            update(job)
            .where(job.c.regrading == row.id, job.c.state.in_(("queued", "leased")))
            .values(state="failed", lease=None, until=None, trouble="cancelled")
        )
        change.happened("regrading-cancelled", regrading=public, reason=row.reason, by=change.who(by))


def undecided(connection: Connection, room_key: int) -> Set | None:
    """The set of the room that is not decided yet, hand-in by hand-in."""
    row = _undecided(connection, room_key)
    return None if row is None else _set(row, _compared(connection, row))


def decided(connection: Connection, room_key: int) -> tuple[Set, ...]:
    """The sets that were applied or cancelled, the newest first, without their hand-ins."""
    query = select(regrading).where(regrading.c.room == room_key, regrading.c.state.not_in(UNDECIDED))
    return tuple(_set(row) for row in connection.execute(query.order_by(regrading.c.id.desc())))


def latest(connection: Connection, room_key: int) -> str:
    """The public id of the newest set of the room; `none` before the first."""
    query = select(regrading.c.public).where(regrading.c.room == room_key).order_by(regrading.c.id.desc())
    return str(connection.execute(query.limit(1)).scalar() or "none")


def _set(row: Row[Any], hand_ins: tuple[Compared, ...] = ()) -> Set:
    return Set(row.public, row.state, row.reason, row.created_at, hand_ins)


def _undecided(connection: Connection, room_key: int) -> Row[Any] | None:
    query = select(regrading).where(regrading.c.room == room_key, regrading.c.state.in_(UNDECIDED))
    return connection.execute(query).one_or_none()


def _compared(connection: Connection, row: Row[Any]) -> tuple[Compared, ...]:
    counts = report.alias("counts")
    rows = connection.execute(
        select(
            submission.c.public,
            submission.c.stage,
            submission.c.attempt,
            person.c.public.label("person_id"),
            person.c.name,
            person.c.animal,
            job.c.state,
            job.c.trouble,
            counts.c.document.label("old"),
            report.c.document.label("new"),
        )
        .join(job, job.c.submission == submission.c.id)
        .join(person, person.c.id == submission.c.person)
        .join(current, current.c.submission == submission.c.id)
        .join(counts, counts.c.job == current.c.job)
        .outerjoin(report, report.c.job == job.c.id)
        .where(job.c.regrading == row.id)
        .order_by(submission.c.id)
    ).all()
    return tuple(
        Compared(
            submission=each.public,
            person=each.person_id,
            who=each.name or each.animal,
            stage=each.stage,
            attempt=each.attempt,
            old=Side.of(report_in(each.old)),
            new=None if each.new is None else Side.of(report_in(each.new)),
            trouble=each.trouble if each.state == "failed" else "",
        )
        for each in rows
    )


def _decide(change: Change, public: str, states: tuple[str, ...], to: str) -> Row[Any]:
    """One arrow of a set's states; raises Refusal where it is elsewhere by now."""
    row = change.connection.execute(
        select(regrading).where(regrading.c.public == public, regrading.c.room == change.room.id)
    ).one_or_none()
    if row is None:
        raise not_there()
    if row.state not in states:
        told = "still running" if row.state == "running" else row.state
        raise stale(f"This regrading is {told} by now.")
    change.connection.execute(update(regrading).where(regrading.c.id == row.id).values(state=to))
    return row


def _count(change: Change, row: Row[Any], each: Compared) -> None:
    """The verdict of the set on one hand-in counts from now on."""
    connection, found = change.connection, each.new
    assert found is not None
    handed_in = connection.execute(select(submission).where(submission.c.public == each.submission)).one()
    number = select(job.c.id).where(job.c.submission == handed_in.id, job.c.regrading == row.id)
    connection.execute(
        update(current)
        .where(current.c.submission == handed_in.id)
        .values(job=connection.execute(number).scalar_one())
    )
    own = change.person(each.person)
    as_then = latest_baseline(connection, own.id, each.stage - 1) == handed_in.baseline
    if found.passed and as_then:  # else an amendment came after it, and what closes the stage stands on that
        close(change, own, handed_in, "passed", handed_in.received)
    elif not found.passed:
        connection.execute(
            update(closure)
            .where(closure.c.submission == handed_in.id, closure.c.cause == "passed")
            .values(cause="moved-on")
        )
    if each.differs:
        outcome = "passed" if found.passed else "not passed"
        change.write(GRADED_AGAIN.format(each.stage, each.attempt, row.reason, outcome), to=own.id)
