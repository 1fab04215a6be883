"""One consistent look at a room: everything that its pages are made of, read with a fixed number of queries."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from ...base.decoding import from_json
from ...fleet.courier import Progress
from ...session.clock import Instant
from .. import queue
from ..clock import Pause, StageTime, stage_time
from ..store import tables as t

MOST_EVENTS = 12
"""Of what happened last, as the board shows it."""

MOST_COUNTED = 10_000
"""Reports whose failed checks are remembered."""

Table = Row[Any]


@dataclass(frozen=True)
class Facts:
    """A room as it is now. Rows are those of the tables, in the order of their keys."""

    room: Table
    now: Instant
    openings: Mapping[int, Table]
    extensions: Sequence[Table]
    pauses: Sequence[Table]
    people: Sequence[Table]
    allowances: Sequence[Table]
    reveals: Mapping[tuple[int, int], Instant]
    hand_ins: Sequence[Table]
    results: Mapping[int, Result]
    closures: Mapping[tuple[int, int], Table]
    messages: Sequence[Table]
    events: Sequence[Table]
    ahead: Mapping[int, int]
    """How many jobs are begun before this submission's, for those that wait."""

    jobs: Sequence[Table]
    troubles: Mapping[int, str]
    """Why the grader came to nothing, by the key of a hand-in that is stuck."""

    starts: frozenset[str]
    """The trees that people began with: who hands in nothing new is nobody's twin."""

    alive_at: float | None
    progress: Mapping[str, Progress]
    """How far gradings are, by the public id of the hand-in, as far as that is known."""

    @functools.cached_property
    def stage(self) -> int:
        """The newest stage that is open; 0 in the lobby."""
        return max(self.openings, default=0)

    @functools.cached_property
    def by_person(self) -> Mapping[int, tuple[Table, ...]]:
        """The hand-ins of each person, oldest first, without amendments."""
        found: dict[int, list[Table]] = {}
        for each in self.hand_ins:
            if each.kind == "hand-in":
                found.setdefault(each.person, []).append(each)
        return {person: tuple(all_of) for person, all_of in found.items()}

    @functools.cached_property
    def twins(self) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Each stage at which several people handed in the same files, with those people."""
        found: dict[tuple[int, str], dict[int, None]] = {}
        for each in self.hand_ins:
            if each.kind == "hand-in" and each.tree not in self.starts:
                found.setdefault((each.stage, each.tree), {})[each.person] = None
        return sorted((stage, tuple(people)) for (stage, _), people in found.items() if len(people) > 1)

    def person_stage(self, person: int) -> int:
        """Where somebody is: what they closed, and one; at most the last stage."""
        closed = max((stage for who, stage in self.closures if who == person), default=0)
        return min(closed + 1, len(self.room.minutes))

    def added(self, person: int | None, stage: int) -> float:
        """Seconds given at a stage: to all, and to that person."""
        to_all = sum(each.seconds for each in self.extensions if each.stage == stage)
        own = sum(each.seconds for each in self.allowances if each.person == person and each.stage == stage)
        return float(to_all + own)

    def time(self, person: int | None, stage: int, until: Instant | None = None) -> StageTime | None:
        """The time of a person at a stage, or of the whole room, until then or now; None where it is not open."""
        opened = self.openings.get(stage)
        if opened is None:
            return None
        closure = None if person is None else self.closures.get((person, stage))
        return stage_time(
            minutes=opened.minutes,
            added=self.added(person, stage),
            opened=opened.opened,
            revealed=None if person is None else self.reveals.get((person, stage)),
            closed=until or (None if closure is None else closure.closed),
            now=self.now,
            pauses=[Pause(each.since, each.until) for each in self.pauses],
        )


@dataclass(frozen=True)
class Result:
    """The grading of a submission that counts."""

    job: int
    passed: bool
    score: float
    failed: int
    verdict: str


def room_named(connection: Connection, public: str) -> Table | None:
    """The room of that id."""
    return connection.execute(select(t.room).where(t.room.c.public == public)).one_or_none()


def facts(
    connection: Connection, room: int, now: Instant, progress: Mapping[str, Progress] | None = None
) -> Facts:
    """The room of that key; raises NoResultFound where there is none."""

    def of_room(table: Any) -> Sequence[Table]:
        return connection.execute(select(table).where(table.c.room == room)).all()

    def of_people(table: Any, *order: Any) -> Sequence[Table]:
        joined = table.join(t.person, table.c.person == t.person.c.id)
        chosen = select(table).select_from(joined).where(t.person.c.room == room)
        return connection.execute(chosen.order_by(*order)).all()

    hand_ins = of_people(t.submission, t.submission.c.id)
    jobs = connection.execute(
        select(t.job, t.submission.c.person, t.submission.c.stage, t.person.c.room)
        .join(t.submission, t.job.c.submission == t.submission.c.id)
        .join(t.person, t.submission.c.person == t.person.c.id)
        .where(t.job.c.state.in_(("queued", "leased")))
        .order_by(t.job.c.id)
    ).all()
    troubles = (
        select(t.job.c.submission, t.job.c.trouble)
        .join(t.submission, t.job.c.submission == t.submission.c.id)
        .join(t.person, t.submission.c.person == t.person.c.id)
        .where(t.person.c.room == room, t.submission.c.state == "stuck", t.job.c.regrading == 0)
    )
    public = {each.public: each.id for each in hand_ins}
    return Facts(
        room=connection.execute(select(t.room).where(t.room.c.id == room)).one(),
        now=now,
        openings={each.stage: each for each in of_room(t.opening)},
        extensions=of_room(t.extension),
        pauses=of_room(t.pause),
        people=connection.execute(
            select(t.person).where(t.person.c.room == room).order_by(t.person.c.id)
        ).all(),
        allowances=of_people(t.allowance, t.allowance.c.id),
        reveals={(each.person, each.stage): each.revealed for each in of_people(t.reveal)},
        hand_ins=hand_ins,
        results=_results(connection, room),
        closures={(each.person, each.stage): each for each in of_people(t.closure)},
        messages=of_room(t.message),
        events=connection.execute(
            select(t.event).where(t.event.c.room == room).order_by(t.event.c.seq.desc()).limit(MOST_EVENTS)
        ).all(),
        ahead={
            public[each.submission]: place
            for place, each in enumerate(queue.waiting(connection))
            if each.submission in public
        },
        jobs=jobs,
        troubles={each.submission: each.trouble for each in connection.execute(troubles)},
        starts=frozenset(each.tree for each in of_people(t.baseline) if each.cause == "start"),
        progress=progress or {},
        alive_at=connection.execute(select(func.max(t.server.c.alive_at))).scalar(),
    )


def _results(connection: Connection, room: int) -> dict[int, Result]:
    rows = connection.execute(
        select(
            t.current.c.submission,
            t.report.c.job,
            t.report.c.passed,
            t.report.c.score,
            t.report.c.verdict,
            t.report.c.recorded_at,
        )
        .join(t.report, t.current.c.job == t.report.c.job)
        .join(t.submission, t.current.c.submission == t.submission.c.id)
        .join(t.person, t.submission.c.person == t.person.c.id)
        .where(t.person.c.room == room)
    ).all()
    return {
        each.submission: Result(
            each.job,
            each.passed,
            each.score,
            0 if each.passed else _failed(connection, each.job, each.recorded_at),
            each.verdict,
        )
        for each in rows
    }


class _Outcome(msgspec.Struct):
    outcome: str
    because_of: str = ""


class _Outcomes(msgspec.Struct):
    checks: tuple[_Outcome, ...] = ()


_counted: dict[tuple[int, float], int] = {}
"""Failed checks of reports that were read, by job and time; a report never changes."""


def _failed(connection: Connection, job: int, recorded_at: float) -> int:
    """How many checks of a report failed for a reason of their own."""
    if (job, recorded_at) not in _counted:
        if len(_counted) >= MOST_COUNTED:
            _counted.clear()
        found = from_json(document(connection, job), _Outcomes)
        _counted[job, recorded_at] = sum(
            each.outcome == "failed" and not each.because_of for each in found.checks
        )
    return _counted[job, recorded_at]


def document(connection: Connection, job: int) -> bytes:
    """The report of a job as the grader wrote it: JSON in UTF-8."""
    packed = connection.execute(select(t.report.c.document).where(t.report.c.job == job)).scalar_one()
    return zlib.decompress(packed)
