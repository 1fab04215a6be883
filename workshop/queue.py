"""The queue is the database: who is next, what they are given, what came of it. One transaction each.

A job is claimed under a lease. Whatever happens to a worker, the job is queued again or has a report; the first report
stands, whichever lease it came under.
"""

from __future__ import annotations

import secrets
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from ..base.decoding import from_json
from ..report.report import Report
from ..session.amendment_kind import Amendment
from ..workspace.snapshot import Snapshot
from .desk import Change, Desk, changing
from .hand_ins import ACCEPTED, LIVE, REGRADE, SLOW, close, latest_baseline, put_aside
from .snapshots import load
from .store.tables import (
    baseline,
    closure,
    current,
    job,
    person,
    regrading,
    report,
    room,
    server,
    submission,
)

MOST_TRIES = 3
"""Workers that a job may have ended, or that had trouble with it, before it is stuck."""

LEASE_SECONDS = 600.0
ALIVE_SECONDS = 30.0
"""A server that wrote nothing for longer is gone, and what it had claimed is queued again."""

EVERY_SLOW, EVERY_REGRADE = 4, 8
"""Of so many claims, one goes to that lane, whoever waits in another."""


@dataclass(frozen=True)
class Waiting:
    """A job that waits. `ahead` are the person's own jobs before it."""

    job: int
    submission: str
    room: str
    kata: str
    stage: int
    lane: str
    ahead: int


@dataclass(frozen=True)
class Claimed:
    """A job under a lease, with all that its grading needs. `baselines` are the start and what closed each stage."""

    job: int
    lease: str
    lane: str
    submission: str
    room: str
    kata: str
    stage: int
    kind: str
    state: Snapshot
    baselines: tuple[Snapshot, ...]
    refactored: bool
    closing: Report | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a worker found, as it is kept. `verdict` is the hard rules' or, of an amendment, its kind."""

    passed: bool
    score: float
    verdict: str
    document: bytes
    rung: str = ""
    host: str = ""
    seconds: float = 0.0


def of_report(found: Report, host: str, seconds: float) -> Verdict:
    """The verdict that a report comes to."""
    rung = found.sandbox.rung if found.sandbox else ""
    return Verdict(found.passed, found.score, found.verdict or "", _packed(found), rung, host, seconds)


def of_amendment(found: Amendment, seconds: float) -> Verdict:
    """What an amendment comes to."""
    return Verdict(found.kind in ACCEPTED, 0.0, found.kind, _packed(found), seconds=seconds)


def report_in(document: bytes) -> Report:
    """The report that was kept."""
    return from_json(zlib.decompress(document), Report)


def amendment_in(document: bytes) -> Amendment:
    """The amendment that was kept."""
    return from_json(zlib.decompress(document), Amendment)


def oldest(connection: Connection) -> float | None:
    """The moment since which the longest waiting job has waited, in seconds since 1970; None when none waits."""
    moment: float | None = connection.execute(
        select(func.min(job.c.queued_at)).where(job.c.state == "queued")
    ).scalar()
    return moment


def waiting(connection: Connection) -> list[Waiting]:
    """Every job that waits, in the order of its lane: nobody's second comes before anybody's first."""
    rows = connection.execute(
        select(
            job.c.id,
            job.c.lane,
            job.c.state,
            submission.c.public.label("submission"),
            submission.c.person,
            submission.c.stage,
            room.c.public.label("room"),
            room.c.kata,
        )
        .join(submission, submission.c.id == job.c.submission)
        .join(person, person.c.id == submission.c.person)
        .join(room, room.c.id == person.c.room)
        .where(job.c.state.in_(("queued", "leased")))
        .order_by(job.c.queued_at, job.c.id)
    ).all()
    # A regrading is none of the person's doing: it does not put back what they hand in.
    own = Counter((row.person, row.lane == REGRADE) for row in rows if row.state == "leased")
    found = []
    for row in rows:
        if row.state == "queued":
            whose = row.person, row.lane == REGRADE
            found.append(Waiting(row.id, row.submission, row.room, row.kata, row.stage, row.lane, own[whose]))
            own[whose] += 1
    return sorted(found, key=lambda each: (each.lane != LIVE, each.lane == REGRADE, each.ahead))


def choose(queued: Sequence[Waiting], count: int, *, slow_allowed: bool) -> Waiting | None:
    """Who is next, when `count` jobs were claimed before; None when nobody may be."""
    lanes: defaultdict[str, list[Waiting]] = defaultdict(list)
    for each in queued:
        lanes[each.lane].append(each)
    if not slow_allowed:
        lanes[SLOW] = []
    order = [LIVE, SLOW, REGRADE]
    if count % EVERY_REGRADE == EVERY_REGRADE - 1:
        order = [REGRADE, LIVE, SLOW]
    elif count % EVERY_SLOW == EVERY_SLOW - 1:
        order = [SLOW, LIVE, REGRADE]
    return next((lanes[lane][0] for lane in order if lanes[lane]), None)


def claim(desk: Desk, instance: str, count: int, *, slow_allowed: bool = True) -> Claimed | None:
    """Takes the next job for this server; None when there is none, or somebody else was faster."""
    with desk.store.read() as connection:
        chosen = choose(waiting(connection), count, slow_allowed=slow_allowed)
    if chosen is None:
        return None
    with changing(desk, chosen.room, even_closed=True) as change:
        lease = secrets.token_hex(16)
        taken = change.connection.execute(
            update(job)
            .where(job.c.id == chosen.job, job.c.state == "queued")
            .values(state="leased", lease=lease, server=instance, until=change.now.wall + LEASE_SECONDS)
            .returning(job)
        ).one_or_none()
        if taken is None:
            return None
        row = _submission(change.connection, taken.submission)
        if taken.regrading == 0:
            _move(change.connection, row, "grading")
            change.happened("grading", person=row.person_id, stage=row.stage, submission=row.public)
        found = _claimed(change, taken, row, lease)
    desk.step("claimed")
    return found


def record(desk: Desk, done: Claimed, found: Verdict) -> bool:
    """Keeps the first verdict on a job, and all that follows from it; a second one is compared and dropped.

    Returns whether it was the first.
    """
    with changing(desk, done.room, even_closed=True) as change:
        connection = change.connection
        row = _submission(connection, _job(connection, done.job).submission)
        known = connection.execute(select(report).where(report.c.job == done.job)).one_or_none()
        told = {"person": row.person_id, "stage": row.stage, "submission": row.public}
        if known is not None:
            if (known.passed, known.verdict) != (found.passed, found.verdict):
                change.happened("flake", **told, hosts=[known.host, found.host])
            return False
        connection.execute(insert(report).values(job=done.job, recorded_at=change.now.wall, **vars(found)))
        taken = connection.execute(
            update(job)
            .where(job.c.id == done.job)
            .values(state="done", lease=None, until=None, spent=job.c.spent + found.seconds)
            .returning(job.c.regrading)
        ).scalar_one()
        desk.step("report-written")
        if taken == 0:
            _count(change, row, done.job, found)
            change.happened("graded", **told, passed=found.passed, kind=row.kind)
        else:
            _settle(change, taken)
        desk.step("before-verdict-commit")
    desk.step("verdict-committed")
    return True


def give_back(
    desk: Desk, lost: Claimed, reason: str, *, blame: bool, lane: str = "", seconds: float = 0.0
) -> None:
    """A job came to nothing: it is queued again, the third time with `blame` it is stuck.

    With a `lane` it was stopped for others and waits there from now on.
    """
    with changing(desk, lost.room, even_closed=True) as change:
        connection = change.connection
        row = _job(connection, lost.job)
        if row.state == "leased" and row.lease == lost.lease:
            _give_back(change, row, reason, blame=blame, lane=lane, seconds=seconds)


def free(desk: Desk, instance: str, held: Collection[str] = (), *, alone: bool) -> int:
    """Queues again what servers that are gone had claimed, and what was claimed too long ago; returns how many.

    `held` are the leases under which this server has something: the database may have taken a claim of which it never
    heard. With `alone` no other server can be there: all that is claimed under another name is free at once.
    """
    now = desk.clock.now().wall
    with desk.store.read() as connection:
        alive = {instance}
        if not alone:
            query = select(server.c.instance).where(server.c.alive_at > now - ALIVE_SECONDS)
            alive |= set(connection.execute(query).scalars())
        rows = connection.execute(
            select(job.c.id, job.c.lease, job.c.server, room.c.public)
            .join(submission, submission.c.id == job.c.submission)
            .join(person, person.c.id == submission.c.person)
            .join(room, room.c.id == person.c.room)
            .where(
                job.c.state == "leased",
                job.c.server.not_in(alive)
                | (job.c.until < now - ALIVE_SECONDS)
                | ((job.c.server == instance) & job.c.lease.not_in(held)),
            )
        ).all()
    for row in rows:
        with changing(desk, row.public, even_closed=True) as change:
            found = _job(change.connection, row.id)
            if found.state == "leased" and found.lease == row.lease:
                own = row.server == instance  # not for ever, should it be the answer that cannot be recorded
                _give_back(change, found, "the server was gone", blame=own, lane="", seconds=0.0)
    return len(rows)


def beat(desk: Desk, instance: str) -> float | None:
    """Notes that this server is alive; returns when any server noted it last, None for never before."""
    now = desk.clock.now().wall
    with desk.store.write() as connection:
        last = connection.execute(select(func.max(server.c.alive_at))).scalar()
        known = connection.execute(
            update(server).where(server.c.instance == instance).values(alive_at=now)
        ).rowcount
        if not known:
            connection.execute(insert(server).values(instance=instance, alive_at=now))
    return None if last is None else float(last)


def tell_rooms(desk: Desk, kind: str, states: Collection[str], **body: Any) -> None:
    """Writes an event into every room that is in one of the states."""
    with desk.store.read() as connection:
        found = connection.execute(select(room.c.public).where(room.c.state.in_(states))).scalars().all()
    for public in found:
        with changing(desk, public, even_closed=True) as change:
            change.happened(kind, **body)


def _give_back(change: Change, row: Row[Any], reason: str, *, blame: bool, lane: str, seconds: float) -> None:
    connection = change.connection
    handed_in = _submission(connection, row.submission)
    told = {"person": handed_in.person_id, "stage": handed_in.stage, "submission": handed_in.public}
    tries = row.tries + blame
    stuck = tries >= MOST_TRIES
    values = {
        "tries": tries,
        "lease": None,
        "until": None,
        "spent": row.spent + seconds,
        "trouble": reason if stuck else "",
        "state": "failed" if stuck else "queued",
    }
    if lane:
        values |= {"lane": REGRADE if row.regrading else lane, "stopped": True}
    connection.execute(update(job).where(job.c.id == row.id).values(**values))
    if row.regrading:
        _settle(change, row.regrading)
        return
    newer = select(submission.c.id).where(
        submission.c.person == handed_in.person,
        submission.c.stage == handed_in.stage,
        submission.c.state == "queued",
    )
    if stuck:
        _move(connection, handed_in, "stuck")
        change.happened("stuck", **told, reason=reason)
    elif connection.execute(newer).first() is not None:
        put_aside(change, handed_in.person_id, handed_in)
    else:
        _move(connection, handed_in, "queued")
        change.happened("queued", **told)


def _count(change: Change, row: Row[Any], number: int, found: Verdict) -> None:
    """A live verdict counts: the submission is graded, and what that closes or changes is so from now on."""
    connection = change.connection
    connection.execute(insert(current).values(submission=row.id, job=number))
    connection.execute(update(submission).where(submission.c.id == row.id).values(state="graded"))
    own = connection.execute(select(person).where(person.c.id == row.person)).one()
    if row.kind == "hand-in":
        if found.passed:
            close(change, own, row, "passed", row.received)
    elif found.passed:
        ordinal = latest_baseline(connection, row.person, row.stage - 1)
        assert ordinal is not None  # nothing is amended but what closed a stage
        connection.execute(
            insert(baseline).values(
                person=row.person,
                stage=row.stage - 1,
                ordinal=ordinal + 1,
                tree=row.tree,
                cause=found.verdict,
            )
        )


def _settle(change: Change, number: int) -> None:
    """A regrading of which nothing waits or is graded any more can be decided on."""
    left = select(job.c.id).where(job.c.regrading == number, job.c.state.in_(("queued", "leased")))
    if change.connection.execute(left).first() is not None:
        return
    done = change.connection.execute(
        update(regrading)
        .where(regrading.c.id == number, regrading.c.state == "running")
        .values(state="ready")
        .returning(regrading.c.public)
    ).scalar()
    if done is not None:
        change.happened("regrading-ready", regrading=done)


def _move(connection: Connection, row: Row[Any], state: str) -> None:
    """One arrow of a submission's states; it must still be where it was."""
    changed = connection.execute(
        update(submission)
        .where(submission.c.id == row.id, submission.c.state == row.state)
        .values(state=state)
    ).rowcount
    assert changed == 1, f"{row.public} is no longer {row.state}"


def _claimed(change: Change, taken: Row[Any], row: Row[Any], lease: str) -> Claimed:
    connection = change.connection
    rows = connection.execute(
        select(baseline)
        .where(baseline.c.person == row.person, baseline.c.stage < row.stage)
        .order_by(baseline.c.stage, baseline.c.ordinal)
    ).all()
    # Of the stage before, what counted when it was handed in; of those before that, what counts.
    at = {each.stage: each for each in rows if each.stage < row.stage - 1 or each.ordinal <= row.baseline}
    causes = {each.cause for each in rows if each.stage == row.stage - 1 and each.ordinal <= row.baseline}
    return Claimed(
        job=taken.id,
        lease=lease,
        lane=taken.lane,
        submission=row.public,
        room=change.room.public,
        kata=change.room.kata,
        stage=row.stage,
        kind=row.kind,
        state=load(connection, row.tree),
        baselines=tuple(load(connection, each.tree) for _, each in sorted(at.items())),
        refactored="refactoring" in causes,
        closing=_closing(connection, row) if row.kind == "amend" else None,
        stopped=taken.stopped,
    )


def _closing(connection: Connection, row: Row[Any]) -> Report | None:
    """The report on what closed the stage before, where there is one."""
    document = connection.execute(
        select(report.c.document)
        .join(current, current.c.job == report.c.job)
        .join(closure, closure.c.submission == current.c.submission)
        .where(closure.c.person == row.person, closure.c.stage == row.stage - 1)
    ).scalar()
    return None if document is None else report_in(document)


def _job(connection: Connection, key: int) -> Row[Any]:
    return connection.execute(select(job).where(job.c.id == key)).one()


def _submission(connection: Connection, key: int) -> Row[Any]:
    query = (
        select(submission, person.c.public.label("person_id"))
        .join(person, person.c.id == submission.c.person)
        .where(submission.c.id == key)
    )
    return connection.execute(query).one()


def _packed(found: Any) -> bytes:
    return zlib.compress(msgspec.json.encode(found))
