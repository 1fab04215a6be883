"""The tables. Integer keys never leave the server; `public` ids (64 random bits in hex) do.

Times: an `Instant` where the clock of the room counts with it, else seconds since 1970 in UTC (`..._at`).
Of a `state`, the words are those of `kata.workshop.states`.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from ...base.decoding import from_json
from ...session.clock import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[Instant]):
    """An Instant, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Instant | None, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Instant | None:
        return None if value is None else from_json(value, Instant)


class Json(TypeDecorator[Any]):
    """Lists, tables, words and numbers, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else from_json(value, Any)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _public() -> Column[str]:
    return Column("public", String(16), nullable=False, unique=True)


def _to(target: str, name: str = "", *, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(name or target, Integer, ForeignKey(f"{target}.id"), nullable=optional, index=index)


def _text(name: str, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _at(name: str = "at", *, optional: bool = False) -> Column[float]:
    return Column(name, Double, nullable=optional)


def _one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=column)


room = Table(
    "room",
    metadata,
    _id(),
    _public(),
    _text("title"),
    _text("kata"),
    _text("pack_digest"),  # the fingerprint of the kata when the room was made
    Column("minutes", Json, nullable=False),  # of each stage, as planned; what counts is in `opening`
    _text("mode"),
    _text("state"),
    Column("seq", Integer, nullable=False),  # of the last event
    Column("code_epoch", Integer, nullable=False),
    Column("code_lookup", String(64), unique=True),  # the code itself is derived, never kept
    _text("door"),
    Column("places", Integer, nullable=False),
    Column("animals", Boolean, nullable=False),  # nobody gives a name
    _at("created_at"),
    _one_of("mode", "by-hand", "on-clock", "on-pass"),
    _one_of("state", "lobby", "running", "paused", "debrief", "closed"),
    _one_of("door", "open", "shut"),
)

person = Table(
    "person",
    metadata,
    _id(),
    _public(),
    _to("room"),
    Column("name", Text),
    Column("folded", Text),  # the name, as twins of it are found
    _text("animal"),
    Column("share", Boolean, nullable=False),
    _text("state"),
    _at("joined_at"),
    _at("seen_at"),
    UniqueConstraint("room", "folded"),
    UniqueConstraint("room", "animal"),
    _one_of("state", "active", "removed"),
)

grant = Table(
    "grant",
    metadata,
    _id(),
    _public(),
    _text("role"),
    _to("room", optional=True, index=True),  # none for an owner, who has all rooms
    _to("person", optional=True, index=True),
    _text("label"),
    _at("created_at"),
    _at("revoked_at", optional=True),
    _one_of("role", "owner", "facilitator", "projector", "trainee"),
)

token = Table(
    "token",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256; the token itself is with its owner alone
    _to("grant", index=True),
    _text("use"),
    _at("expires_at"),
    _at("used_at", optional=True),
    _one_of("use", "link", "session", "bearer"),
)

opening = Table(
    "opening",
    metadata,
    _to("room"),
    Column("stage", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("opened", Moment, nullable=False),
    _to("grant", "by", optional=True),
    PrimaryKeyConstraint("room", "stage"),  # a stage opens once
)

extension = Table(
    "extension",
    metadata,
    _id(),
    _to("room", index=True),
    Column("stage", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    _text("reason"),
    _to("grant", "by", optional=True),
    _at(),
)

pause = Table(
    "pause",
    metadata,
    _id(),
    _to("room", index=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    _text("reason"),
    _to("grant", "by", optional=True),
)
Index(
    "one_pause_at_a_time",
    pause.c.room,
    unique=True,
    sqlite_where=pause.c.until.is_(None),
    postgresql_where=pause.c.until.is_(None),
)

allowance = Table(
    "allowance",
    metadata,
    _id(),
    _to("person", index=True),
    Column("stage", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    _text("reason"),
    _to("grant", "by", optional=True),
    _at(),
)

reveal = Table(
    "reveal",
    metadata,
    _to("person"),
    Column("stage", Integer, nullable=False),
    Column("revealed", Moment, nullable=False),
    PrimaryKeyConstraint("person", "stage"),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("tree", String(40), primary_key=True),
    Column("parcel", LargeBinary, nullable=False),
    Column("bytes", Integer, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    _id(),
    _public(),
    _to("person"),
    Column("stage", Integer, nullable=False),
    _text("kind"),
    Column("baseline", Integer, nullable=False),  # ordinal of what closed the stage before, when handed in
    Column("tree", String(40), ForeignKey("snapshot.tree"), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    _text("state"),
    Column("anyway", Boolean, nullable=False),
    _text("reason", ""),  # of an amendment
    Column("received", Moment, nullable=False),
    _at("claimed_at", optional=True),
    _at("accepted_at", optional=True),
    UniqueConstraint("person", "stage", "kind", "baseline", "tree"),  # handing in twice is one submission
    UniqueConstraint("person", "stage", "attempt"),
    _one_of("kind", "hand-in", "amend"),
    _one_of("state", "queued", "grading", "graded", "stuck", "replaced"),
)
Index(
    "one_waits",
    submission.c.person,
    submission.c.stage,
    unique=True,
    sqlite_where=text("state = 'queued'"),
    postgresql_where=text("state = 'queued'"),
)

closure = Table(
    "closure",
    metadata,
    _to("person"),
    Column("stage", Integer, nullable=False),
    Column("submission", Integer, ForeignKey("submission.id"), nullable=False, unique=True),
    _text("cause"),
    Column("closed", Moment, nullable=False),  # the receipt of the hand-in that closed it
    PrimaryKeyConstraint("person", "stage"),
    _one_of("cause", "passed", "anyway", "moved-on"),
)

baseline = Table(
    "baseline",
    metadata,
    _to("person"),
    Column("stage", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("tree", String(40), ForeignKey("snapshot.tree"), nullable=False),
    _text("cause"),
    PrimaryKeyConstraint("person", "stage", "ordinal"),
    _one_of("cause", "start", "closure", "fix", "refactoring"),
)

UNDECIDED = ("running", "ready")
"""The states of a regrading that nobody has applied or cancelled."""

regrading = Table(
    "regrading",
    metadata,
    _id(),
    _public(),
    _to("room", index=True),
    _text("reason"),
    _to("grant", "by", optional=True),
    _text("state"),
    _at("created_at"),
    _one_of("state", "running", "ready", "applied", "cancelled"),
)

job = Table(
    "job",
    metadata,
    _id(),
    Column("submission", Integer, ForeignKey("submission.id"), nullable=False),
    Column("regrading", Integer, nullable=False, server_default=text("0")),  # 0: live
    _text("fingerprint"),
    _text("lane"),
    _text("state"),
    Column("lease", String(32)),  # of one claim; an answer under another is late
    Column("server", String(32)),  # who claimed it
    _at("until", optional=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("stopped", Boolean, nullable=False, server_default=text("false")),  # for others, once
    Column("spent", Double, nullable=False, server_default=text("0")),
    _text("trouble", ""),
    _at("created_at"),
    _at("queued_at"),  # its place among those that wait; a lost worker does not cost it
    UniqueConstraint("submission", "regrading"),  # graded once, and once more in each regrading
    Index("jobs_by_state", "state", "lane"),
    _one_of("lane", "live", "slow", "regrade"),
    _one_of("state", "queued", "leased", "done", "failed"),
)

report = Table(
    "report",
    metadata,
    Column("job", Integer, ForeignKey("job.id"), primary_key=True, autoincrement=False),  # first result wins
    Column("passed", Boolean, nullable=False),
    Column("score", Double, nullable=False),
    _text("verdict"),  # of an amendment: fix, refactoring or refused
    Column("document", LargeBinary, nullable=False),  # the grader's own, JSON, deflated
    _text("rung"),
    _text("host"),
    Column("seconds", Double, nullable=False),
    _at("recorded_at"),
)

current = Table(
    "current",
    metadata,
    Column("submission", Integer, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    Column("job", Integer, ForeignKey("report.job"), nullable=False),
)

message = Table(
    "message",
    metadata,
    _id(),
    _public(),
    _to("room", index=True),
    _to("person", "to", optional=True),  # none: to all
    _to("person", "from", optional=True),  # none: from a facilitator
    Column("answers", Integer, ForeignKey("message.id")),
    _text("text"),
    _at(),
)

note = Table(
    "note",
    metadata,
    _id(),
    _to("person"),
    Column("stage", Integer, nullable=False),
    _text("kind"),
    _text("text"),
    _at(),
    UniqueConstraint("person", "stage", "kind", "text"),
    _one_of("kind", "expected", "hint"),
)

event = Table(
    "event",
    metadata,
    _to("room"),
    Column("seq", Integer, nullable=False),  # 1, 2, 3 … without a gap, in the order of commits
    _at(),
    _text("type"),
    Column("body", Json, nullable=False),
    PrimaryKeyConstraint("room", "seq"),
)

server = Table(
    "server",
    metadata,
    Column("instance", String(32), primary_key=True),
    _at("alive_at"),
)
