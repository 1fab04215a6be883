"""What can be taken away from a room: a page, a table, a document for programs, and everything in one archive.

Nobody is named unless it was asked for: people are their animals then.
"""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

import msgspec
from sqlalchemy import Connection, select
from starlette.responses import Response, StreamingResponse

from ...report.report import Figures
from ...report.report import decode as decode_report
from ...views.cost import MEASURES
from ...views.escape import csv_cell, visible
from ...views.formats import FORMATS
from ...views.run import Exhibit, Run
from ..desk import Desk
from ..reading import report_of
from ..snapshots import load
from ..store import tables as t
from .asked import Asked, Page
from .board import name_of, words_of
from .facts import Facts, Table, document
from .reports import closed_states
from .talk import as_file, minutes, talk

SCHEMA = "kata/room/v1"
MOST_TEXT = 500
IN_MEMORY = 8 * 1024 * 1024
PIECE = 64 * 1024


class StageDone(msgspec.Struct, frozen=True, kw_only=True):
    """One person at one stage. Times are seconds since 1970 in UTC; of `hand_ins` the last is told."""

    stage: int
    outcome: str
    closed: str = ""
    attempts: int = 0
    minutes_used: float | None = None
    minutes_allowed: float | None = None
    minutes_extra: float = 0.0
    received: float | None = None
    claimed: float | None = None
    hints: int = 0
    failed: tuple[str, ...] = ()
    figures: Figures | None = None
    rung: str = ""
    tree: str = ""


class PersonDone(msgspec.Struct, frozen=True, kw_only=True):
    """One person; `name` is empty in an export without names."""

    animal: str
    name: str = ""
    stages: tuple[StageDone, ...] = ()


class RoomDone(msgspec.Struct, frozen=True, kw_only=True):
    """A room, whole. Durations are in minutes."""

    schema: str = SCHEMA
    title: str
    kata: str
    state: str
    mode: str
    minutes: tuple[int, ...]
    people: tuple[PersonDone, ...] = ()


def room_done(connection: Connection, facts: Facts, *, names: bool) -> RoomDone:
    """What is known of everybody in the room."""
    hints: dict[tuple[int, int], int] = {}
    asked = select(t.note.c.person, t.note.c.stage).join(t.person, t.note.c.person == t.person.c.id)
    for row in connection.execute(asked.where(t.person.c.room == facts.room.id, t.note.c.kind == "hint")):
        hints[row.person, row.stage] = hints.get((row.person, row.stage), 0) + 1
    used = minutes(facts)
    return RoomDone(
        title=facts.room.title,
        kata=facts.room.kata,
        state=facts.room.state,
        mode=facts.room.mode,
        minutes=tuple(facts.room.minutes),
        people=tuple(
            PersonDone(
                animal=each.animal,
                name=name_of(each) if names else "",
                stages=tuple(
                    _stage(connection, facts, each, stage, used.get((each.id, stage)), hints)
                    for stage in range(1, len(facts.room.minutes) + 1)
                ),
            )
            for each in facts.people
            if each.state == "active"
        ),
    )


def _stage(
    connection: Connection,
    facts: Facts,
    person: Table,
    stage: int,
    used: float | None,
    hints: dict[tuple[int, int], int],
) -> StageDone:
    own = [each for each in facts.by_person.get(person.id, ()) if each.stage == stage]
    time = facts.time(person.id, stage)
    closure = facts.closures.get((person.id, stage))
    last = next((each for each in own if closure is not None and each.id == closure.submission), None)
    last = last or (own[-1] if own else None)
    result = facts.results.get(last.id) if last is not None else None
    report = decode_report(document(connection, result.job)) if result is not None else None
    return StageDone(
        stage=stage,
        outcome="" if last is None else words_of(facts, last),
        closed="" if closure is None else closure.cause,
        attempts=len(own),
        minutes_used=used,
        minutes_allowed=None if time is None else round(time.allowed / 60, 1),
        minutes_extra=round(facts.added(person.id, stage) / 60, 1),
        received=None if last is None else last.received.wall,
        claimed=None if last is None else last.claimed_at,
        hints=hints.get((person.id, stage), 0),
        failed=()
        if report is None
        else tuple(each.id for each in report.checks if each.outcome == "failed" and not each.because_of),
        figures=None if report is None else report.figures,
        rung="" if report is None or report.sandbox is None else report.sandbox.rung,
        tree="" if last is None else last.tree,
    )


HEAD = (
    "person", "stage", "outcome", "closed", "attempts", "minutes_used", "minutes_allowed", "minutes_extra",
    "received", "claimed", "hints", "failed", *(name for name, _ in MEASURES if name != "minutes"), "rung", "tree",
)  # fmt: skip


def table(done: RoomDone) -> str:
    """CSV, a line for each person and stage, which no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for person in done.people:
        for each in person.stages:
            figures = each.figures
            cells = [
                person.name or person.animal, str(each.stage), each.outcome, each.closed, str(each.attempts),
                _number(each.minutes_used), _number(each.minutes_allowed), _number(each.minutes_extra),
                _number(each.received), _number(each.claimed), str(each.hints), " ".join(each.failed),
                *(_number(getattr(figures, name, None)) for name, _ in MEASURES if name != "minutes"),
                each.rung, each.tree,
            ]  # fmt: skip
            writer.writerow([csv_cell(cell, MOST_TEXT) for cell in cells])
    return out.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def json_of(done: RoomDone) -> bytes:
    """The room as one JSON document."""
    return msgspec.json.format(msgspec.json.encode(done), indent=1) + b"\n"


def schema_text() -> str:
    """The schema of `kata/room/v1`, as it stands in `schema/room.schema.json`."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": SCHEMA,
        **msgspec.json.schema(RoomDone),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def archive(
    desk: Desk, connection: Connection, facts: Facts, told: str, kata_title: str, *, names: bool
) -> IO[bytes]:
    """Everything: the debrief, the tables, and of each graded hand-in its report in every format and its files."""
    with contextlib.ExitStack() as unless_all_is_well:
        found: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it
        unless_all_is_well.callback(found.close)
        with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as packed:
            _fill(packed, desk, connection, facts, told, kata_title, names=names)
        found.seek(0)
        unless_all_is_well.pop_all()
        return found


def _fill(
    packed: zipfile.ZipFile,
    desk: Desk,
    connection: Connection,
    facts: Facts,
    told: str,
    kata_title: str,
    *,
    names: bool,
) -> None:
    done = room_done(connection, facts, names=names)
    packed.writestr("debrief.html", told)
    packed.writestr("people.csv", table(done))
    packed.writestr("room.json", json_of(done))
    for person in facts.people:
        if person.state != "active":
            continue
        states = closed_states(connection, person.id)
        for each in facts.by_person.get(person.id, ()):
            if each.id not in facts.results:
                continue
            report = report_of(desk, connection, each)
            folder = f"people/{_folder(person.animal)}/stage-{each.stage}/attempt-{each.attempt}"
            after = load(connection, each.tree)
            who = name_of(person) if names else person.animal
            run = Run(kata_title, who, (Exhibit(report, before=states.get(each.stage - 1), after=after),))
            for known in FORMATS:
                packed.writestr(f"{folder}/{known.name}.{known.extension}", known.render(run))
            for path, data in after.files.items():
                packed.writestr(f"{folder}/files/{visible(path)}", data)


def _folder(animal: str) -> str:
    """An animal as the name of a folder."""
    return "".join(letter if letter.isalnum() else "-" for letter in animal)


def exported(desk: Desk, connection: Connection, facts: Facts, ending: str, *, names: bool) -> IO[bytes]:
    """What is taken away from a room, as a file of its own: `html`, `csv`, `json` or `zip`. The caller closes it."""
    if ending in ("csv", "json"):
        done = room_done(connection, facts, names=names)
        return io.BytesIO(table(done).encode() if ending == "csv" else json_of(done))
    told = as_file(talk(connection, facts, desk.katas, names=names))
    if ending == "html":
        return io.BytesIO(told.encode())
    title = desk.katas.kata(facts.room.kata).title
    return archive(desk, connection, facts, told, title, names=names)


def _export(ending: str, media: str) -> Page:
    def handle(asked: Asked) -> Response:
        headers = {"content-disposition": f'attachment; filename="room.{ending}"'}
        if ending == "html":
            headers["content-security-policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        desk, names = asked.site.desk, asked.query("names") == "yes"
        with desk.store.read() as connection:
            made = exported(desk, connection, asked.site.facts(connection, asked.there), ending, names=names)
        return StreamingResponse(_pieces(made), media_type=media, headers=headers)

    return Page(f"/rooms/{{room}}/export.{ending}", "leader of the room", handle)


def _pieces(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(PIECE):
            yield piece


EXPORTS = (
    _export("html", "text/html"),
    _export("csv", "text/csv"),
    _export("json", "application/json"),
    _export("zip", "application/zip"),
)


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).parent.joinpath("schema", "room.schema.json").write_text(schema_text(), encoding="utf-8")
