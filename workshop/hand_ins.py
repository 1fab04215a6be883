"""Hand-ins and amendments as they come: kept, queued and told of in one transaction; the same one is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from ..session.amend import code, without_new_given
from ..session.clock import Instant
from ..workspace.snapshot import Snapshot
from . import clock
from .desk import Change, Desk, changing_as, new_public
from .refusal import Refusal, not_there
from .rooms import closed_stage, may_reveal, opened_stage
from .snapshots import keep, load
from .store.tables import baseline, closure, current, job, report, reveal, submission

Kind = Literal["hand-in", "amend"]
Cause = Literal["passed", "anyway", "moved-on"]
LIVE, SLOW, REGRADE = "live", "slow", "regrade"
"""Lanes of the queue."""

SLOW_SECONDS = 60.0
"""Somebody whose last grading took longer waits in the slow lane, so that the others do not."""

MOST_ATTEMPTS = 500
"""Of one person at one stage."""

ACCEPTED = ("fix", "refactoring")


@dataclass(frozen=True)
class HandIn:
    """What a person hands in. `claim` is when it was made without network, and `since` the last contact before it, in
    seconds since 1970; both are None for one that is sent as it is made. `reason` is an amendment's."""

    stage: int
    state: Snapshot
    kind: Kind = "hand-in"
    anyway: bool = False
    stay: bool = False
    claim: float | None = None
    since: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """What became of it: `new` is False where the same files were known. `received_at` in seconds since 1970."""

    id: str
    new: bool
    state: str
    attempt: int
    received_at: float
    closed: bool


def receive(desk: Desk, person: str, given: HandIn) -> Receipt:
    """Takes a hand-in. When this returns it is on the disk and queued, or was already.

    Raises Refusal for a stage that is not open to the person or that they have closed, and while an amendment is
    judged, since what follows it is graded on what it leads to.
    """
    with changing_as(desk, person) as (change, own):
        made = _received(desk, change, own, given)
        desk.step("before-commit")
    desk.step("committed")
    return made


def again(desk: Desk, person: str, public: str) -> None:
    """Queues a hand-in that was replaced or is stuck once more."""
    with changing_as(desk, person) as (change, own):
        row = change.connection.execute(
            select(submission).where(submission.c.public == public, submission.c.person == own.id)
        ).one_or_none()
        if row is None:
            raise not_there()
        _queue_again(change, own, row, change.now)


def _received(desk: Desk, change: Change, own: Row[Any], given: HandIn) -> Receipt:
    connection, kata = change.connection, desk.katas.kata(change.room.kata)
    if change.room.state == "lobby":
        raise Refusal("not-open", "The room has not begun.", "Wait for the facilitator.")
    if not 1 <= given.stage <= len(change.room.minutes):
        raise not_there()
    ordinal = latest_baseline(connection, own.id, given.stage - 1)
    if ordinal is None:  # what closes the stage before is not there yet
        raise not_there()
    state = given.state
    if given.kind == "amend":
        state = without_new_given(kata, given.stage, state) if given.stage > 1 else state
    known = _known(connection, own.id, given, state.tree, ordinal)
    if known is not None:
        return _known_again(change, own, given, known)
    closed, opened = closed_stage(connection, own.id), opened_stage(connection, change.room.id)
    if given.stage <= closed:
        raise Refusal("closed", f"Stage {given.stage} is closed already.", "Go on with the next stage.")
    if not may_reveal(opened, closed, given.stage):
        raise Refusal("not-open", f"Stage {given.stage} is not open yet.", "Wait for the facilitator.")
    _must_not_judge(connection, own.id, given.stage)
    if given.kind == "amend":
        _must_amend(desk, change, own, given, state, ordinal)
    attempt = 1 + (
        connection.execute(
            select(func.max(submission.c.attempt)).where(
                submission.c.person == own.id, submission.c.stage == given.stage
            )
        ).scalar()
        or 0
    )
    if attempt > MOST_ATTEMPTS:
        raise Refusal(
            "many", f"You have handed in {MOST_ATTEMPTS} times at this stage.", "Speak to the facilitator."
        )
    _replace_waiting(change, own, given.stage)
    values = {
        "public": new_public(),
        "person": own.id,
        "stage": given.stage,
        "kind": given.kind,
        "baseline": ordinal,
        "tree": keep(connection, state),
        "attempt": attempt,
        "state": "queued",
        "anyway": given.anyway,
        "reason": given.reason.strip(),
        "received": change.now,
        "claimed_at": _claimed(connection, own.id, given, change.now),
    }
    row = connection.execute(insert(submission).values(**values).returning(submission)).one()
    connection.execute(
        insert(job).values(
            submission=row.id,
            fingerprint=desk.katas.fingerprint(change.room.kata),
            lane=_lane(connection, own.id),
            state="queued",
            created_at=change.now.wall,
            queued_at=change.now.wall,
        )
    )
    change.happened(
        "handed-in",
        person=own.public,
        stage=given.stage,
        submission=row.public,
        kind=given.kind,
        claimed=values["claimed_at"],
    )
    return _receipt(change, own, row, _close_if_due(change, own, given, row), new=True)


def latest_baseline(connection: Connection, person: int, stage: int) -> int | None:
    """The ordinal of what counts as the state that closed the stage; None where nothing closed it. 0: the start."""
    query = select(func.max(baseline.c.ordinal)).where(baseline.c.person == person, baseline.c.stage == stage)
    return connection.execute(query).scalar()


def close(change: Change, person: Row[Any], row: Row[Any], cause: Cause, closed: Instant) -> None:
    """Closes the stage of a submission with it, unless something closed it before."""
    connection = change.connection
    query = select(closure.c.stage).where(closure.c.person == person.id, closure.c.stage == row.stage)
    if connection.execute(query).one_or_none() is not None:
        return
    values = {"person": person.id, "stage": row.stage}
    connection.execute(insert(closure).values(**values, submission=row.id, cause=cause, closed=closed))
    connection.execute(insert(baseline).values(**values, ordinal=0, tree=row.tree, cause="closure"))
    change.happened("closed-stage", person=person.public, stage=row.stage, submission=row.public, cause=cause)


def _known(connection: Connection, person: int, given: HandIn, tree: str, ordinal: int) -> Row[Any] | None:
    """The same files, handed in before in the same way; an accepted amendment is what it led to."""
    query = select(submission).where(
        submission.c.person == person,
        submission.c.stage == given.stage,
        submission.c.kind == given.kind,
        submission.c.tree == tree,
    )
    found = connection.execute(query.where(submission.c.baseline == ordinal)).one_or_none()
    if found is None and given.kind == "amend" and ordinal > 0:
        led = select(baseline.c.tree).where(
            baseline.c.person == person,
            baseline.c.stage == given.stage - 1,
            baseline.c.ordinal == ordinal,
            baseline.c.cause.in_(ACCEPTED),
        )
        if connection.execute(led).scalar() == tree:
            return connection.execute(query.where(submission.c.baseline == ordinal - 1)).one_or_none()
    return found


def _known_again(change: Change, own: Row[Any], given: HandIn, row: Row[Any]) -> Receipt:
    closed = closed_stage(change.connection, own.id)
    open_to_them = row.stage == closed + 1
    if row.state in ("replaced", "stuck") and (open_to_them or row.state == "stuck"):
        row = _queue_again(change, own, row, change.now)
    if given.anyway and not row.anyway and open_to_them:
        change.connection.execute(update(submission).where(submission.c.id == row.id).values(anyway=True))
    closes = _close_if_due(change, own, given, row) if open_to_them else row.stage <= closed
    return _receipt(change, own, row, closes, new=False)


def _close_if_due(change: Change, own: Row[Any], given: HandIn, row: Row[Any]) -> bool:
    """Closes the stage where that needs no verdict: `--anyway`, or the room has moved on."""
    moved_on = (
        change.room.mode != "on-pass"
        and not given.stay
        and opened_stage(change.connection, change.room.id) > given.stage
    )
    if given.kind != "hand-in" or not (given.anyway or moved_on):
        return False
    close(change, own, row, "anyway" if given.anyway else "moved-on", change.now)
    return True


def _receipt(change: Change, own: Row[Any], row: Row[Any], closed: bool, *, new: bool) -> Receipt:
    return Receipt(row.public, new, row.state, row.attempt, row.received.wall, closed)


def _queue_again(change: Change, own: Row[Any], row: Row[Any], now: Instant) -> Row[Any]:
    if row.state not in ("replaced", "stuck"):
        raise Refusal("state", "This hand-in is not waiting for anybody.")
    _must_not_judge(change.connection, own.id, row.stage)
    _replace_waiting(change, own, row.stage)
    changed = change.connection.execute(
        update(submission)
        .where(submission.c.id == row.id, submission.c.state == row.state)
        .values(state="queued", received=now)
        .returning(submission)
    ).one()
    change.connection.execute(
        update(job)
        .where(job.c.submission == row.id, job.c.regrading == 0)
        .values(state="queued", tries=0, trouble="", lease=None, until=None, queued_at=now.wall)
    )
    change.happened("queued", person=own.public, stage=row.stage, submission=row.public)
    return changed


def _replace_waiting(change: Change, own: Row[Any], stage: int) -> None:
    """What still waits of this person at this stage gives way; it is kept and can be handed in again."""
    waiting = change.connection.execute(
        select(submission).where(
            submission.c.person == own.id, submission.c.stage == stage, submission.c.state == "queued"
        )
    ).one_or_none()
    if waiting is not None:
        put_aside(change, own.public, waiting)


def put_aside(change: Change, person: str, row: Row[Any]) -> None:
    """A submission that waits or was lost gives way to a newer one."""
    connection = change.connection
    connection.execute(
        update(submission)
        .where(submission.c.id == row.id, submission.c.state == row.state)
        .values(state="replaced")
    )
    connection.execute(
        update(job)
        .where(job.c.submission == row.id, job.c.regrading == 0)
        .values(state="failed", trouble="replaced", lease=None, until=None)
    )
    change.happened("replaced", person=person, stage=row.stage, submission=row.public)


def _must_not_judge(connection: Connection, person: int, stage: int) -> None:
    query = select(submission.c.id).where(
        submission.c.person == person,
        submission.c.stage == stage,
        submission.c.kind == "amend",
        submission.c.state.in_(("queued", "grading")),
    )
    if connection.execute(query).first() is not None:
        raise Refusal("judging", "Your amendment is still judged.", "Hand this in when it is decided.")


def _must_amend(
    desk: Desk, change: Change, own: Row[Any], given: HandIn, state: Snapshot, ordinal: int
) -> None:
    if given.stage < 2:
        raise Refusal(
            "amend", "No stage is closed yet, so all code may change freely.", "Amend at stage 2 and later."
        )
    if not given.reason.strip():
        raise Refusal("amend", "An amendment needs a reason.", status=400)
    tree = change.connection.execute(
        select(baseline.c.tree).where(
            baseline.c.person == own.id, baseline.c.stage == given.stage - 1, baseline.c.ordinal == ordinal
        )
    ).scalar_one()
    kata = desk.katas.kata(change.room.kata)
    before = without_new_given(kata, given.stage, load(change.connection, tree))
    if code(kata, state) == code(kata, before):
        raise Refusal(
            "amend", "No code has changed since the last stage was closed.", "Change it first, then amend."
        )


def _lane(connection: Connection, person: int) -> str:
    last = connection.execute(
        select(report.c.seconds)
        .join(current, current.c.job == report.c.job)
        .join(submission, submission.c.id == current.c.submission)
        .where(submission.c.person == person)
        .order_by(report.c.recorded_at.desc())
        .limit(1)
    ).scalar()
    return SLOW if (last or 0.0) > SLOW_SECONDS else LIVE


def _claimed(connection: Connection, person: int, given: HandIn, now: Instant) -> float | None:
    """The claim, cut to what can be: not before the last contact, the stage's reveal or the hand-in before it."""
    if given.claim is None:
        return None
    seen = select(reveal.c.revealed).where(reveal.c.person == person, reveal.c.stage == given.stage)
    before = (
        select(submission.c.received)
        .where(submission.c.person == person)
        .order_by(submission.c.id.desc())
        .limit(1)
    )
    moments = [connection.execute(query).scalar() for query in (seen, before)]
    known = [moment.wall for moment in moments if moment is not None]
    since = now.wall if given.since is None else given.since
    return clock.claimed(given.claim, min(now.wall, max([since, *known])), now.wall)
