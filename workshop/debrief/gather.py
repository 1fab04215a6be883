"""What people did, read for a debrief: of each person and stage the report that closed it, its time and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, select

from ...report.report import Report
from ...report.report import decode as decode_report
from ...workspace.snapshot import Snapshot
from ..snapshots import load
from ..store import tables as t

MINUTE_SECONDS = 60.0


@dataclass(frozen=True)
class Closed:
    """A stage that somebody closed. `minutes` are what it took them, None where that is not known."""

    stage: int
    report: Report
    cause: str
    minutes: float | None
    tree: str


@dataclass(frozen=True)
class Work:
    """What one person did. `who` is what they are called here; `said` what they expected, by stage."""

    key: int
    who: str
    share: bool
    closed: Mapping[int, Closed]
    said: Mapping[int, str]

    @property
    def last(self) -> Closed | None:
        """The last stage that they closed."""
        return self.closed[max(self.closed)] if self.closed else None


def gather(
    connection: Connection,
    people: Sequence[Row[Any]],
    minutes: Mapping[tuple[int, int], float],
    names: Mapping[int, str],
) -> list[Work]:
    """The work of these people; `minutes` by (person, stage), `names` by person."""
    keys = [each.id for each in people]
    rows = connection.execute(
        select(t.closure, t.submission.c.tree, t.report.c.document)
        .join(t.submission, t.closure.c.submission == t.submission.c.id)
        .join(t.current, t.current.c.submission == t.submission.c.id)
        .join(t.report, t.report.c.job == t.current.c.job)
        .where(t.closure.c.person.in_(keys))
        .order_by(t.closure.c.stage)
    ).all()
    closed: dict[int, dict[int, Closed]] = {}
    for row in rows:
        closed.setdefault(row.person, {})[row.stage] = _closed(row, minutes.get((row.person, row.stage)))
    said: dict[int, dict[int, str]] = {}
    notes = select(t.note).where(t.note.c.person.in_(keys), t.note.c.kind == "expected").order_by(t.note.c.id)
    for note in connection.execute(notes):
        said.setdefault(note.person, {})[note.stage] = note.text
    return [
        Work(each.id, names[each.id], each.share, closed.get(each.id, {}), said.get(each.id, {}))
        for each in people
    ]


def _closed(row: Row[Any], minutes: float | None) -> Closed:
    import zlib

    report = decode_report(zlib.decompress(row.document))
    if report.figures is not None and minutes is not None:
        report = replace(report, figures=replace(report.figures, minutes=round(minutes, 1)))
    return Closed(row.stage, report, row.cause, minutes, row.tree)


def files(connection: Connection, closed: Closed) -> Snapshot:
    """What a stage was closed with."""
    return load(connection, closed.tree)
