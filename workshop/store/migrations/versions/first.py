"""The tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table."""
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kata", sa.Text(), nullable=False),
        sa.Column("pack_digest", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code_epoch", sa.Integer(), nullable=False),
        sa.Column("code_lookup", sa.String(length=64), nullable=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("animals", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint("door IN ('open', 'shut')", name=op.f("ck_room_door")),
        sa.CheckConstraint("mode IN ('by-hand', 'on-clock', 'on-pass')", name=op.f("ck_room_mode")),
        sa.CheckConstraint(
            "state IN ('lobby', 'running', 'paused', 'debrief', 'closed')", name=op.f("ck_room_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("code_lookup", name=op.f("uq_room_code_lookup")),
        sa.UniqueConstraint("public", name=op.f("uq_room_public")),
    )
    op.create_table(
        "server",
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("alive_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("instance", name=op.f("pk_server")),
    )
    op.create_table(
        "snapshot",
        sa.Column("tree", sa.String(length=40), nullable=False),
        sa.Column("parcel", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tree", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "event",
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_event_room_room")),
        sa.PrimaryKeyConstraint("room", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("animal", sa.Text(), nullable=False),
        sa.Column("share", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'removed')", name=op.f("ck_person_state")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_person_room_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public", name=op.f("uq_person_public")),
        sa.UniqueConstraint("room", "animal", name=op.f("uq_person_room_animal")),
        sa.UniqueConstraint("room", "folded", name=op.f("uq_person_room_folded")),
    )
    op.create_table(
        "baseline",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("tree", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('start', 'closure', 'fix', 'refactoring')", name=op.f("ck_baseline_cause")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_baseline_person_person")),
        sa.ForeignKeyConstraint(["tree"], ["snapshot.tree"], name=op.f("fk_baseline_tree_snapshot")),
        sa.PrimaryKeyConstraint("person", "stage", "ordinal", name=op.f("pk_baseline")),
    )
    op.create_table(
        "grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'facilitator', 'projector', 'trainee')", name=op.f("ck_grant_role")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_grant_person_person")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_grant_room_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint("public", name=op.f("uq_grant_public")),
    )
    op.create_index(op.f("ix_grant_person"), "grant", ["person"], unique=False)
    op.create_index(op.f("ix_grant_room"), "grant", ["room"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("to", sa.Integer(), nullable=True),
        sa.Column("from", sa.Integer(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["answers"], ["message.id"], name=op.f("fk_message_answers_message")),
        sa.ForeignKeyConstraint(["from"], ["person.id"], name=op.f("fk_message_from_person")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_message_room_room")),
        sa.ForeignKeyConstraint(["to"], ["person.id"], name=op.f("fk_message_to_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public", name=op.f("uq_message_public")),
    )
    op.create_index(op.f("ix_message_room"), "message", ["room"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('expected', 'hint')", name=op.f("ck_note_kind")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_note_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("person", "stage", "kind", "text", name=op.f("uq_note_person_stage_kind_text")),
    )
    op.create_table(
        "reveal",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("revealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_reveal_person_person")),
        sa.PrimaryKeyConstraint("person", "stage", name=op.f("pk_reveal")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("tree", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("anyway", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.Double(), nullable=True),
        sa.Column("accepted_at", sa.Double(), nullable=True),
        sa.CheckConstraint("kind IN ('hand-in', 'amend')", name=op.f("ck_submission_kind")),
        sa.CheckConstraint(
            "state IN ('queued', 'grading', 'graded', 'stuck', 'replaced')", name=op.f("ck_submission_state")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_submission_person_person")),
        sa.ForeignKeyConstraint(["tree"], ["snapshot.tree"], name=op.f("fk_submission_tree_snapshot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("person", "stage", "attempt", name=op.f("uq_submission_person_stage_attempt")),
        sa.UniqueConstraint(
            "person",
            "stage",
            "kind",
            "baseline",
            "tree",
            name=op.f("uq_submission_person_stage_kind_baseline_tree"),
        ),
        sa.UniqueConstraint("public", name=op.f("uq_submission_public")),
    )
    op.create_index(op.f("ix_submission_tree"), "submission", ["tree"], unique=False)
    op.create_index(
        "one_waits",
        "submission",
        ["person", "stage"],
        unique=True,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["grant.id"], name=op.f("fk_allowance_by_grant")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_allowance_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    op.create_index(op.f("ix_allowance_person"), "allowance", ["person"], unique=False)
    op.create_table(
        "closure",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.CheckConstraint("cause IN ('passed', 'anyway', 'moved-on')", name=op.f("ck_closure_cause")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_closure_person_person")),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.id"], name=op.f("fk_closure_submission_submission")
        ),
        sa.PrimaryKeyConstraint("person", "stage", name=op.f("pk_closure")),
        sa.UniqueConstraint("submission", name=op.f("uq_closure_submission")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["grant.id"], name=op.f("fk_extension_by_grant")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_extension_room_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_room"), "extension", ["room"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("regrading", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("server", sa.String(length=32), nullable=True),
        sa.Column("until", sa.Double(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("stopped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("spent", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("queued_at", sa.Double(), nullable=False),
        sa.CheckConstraint("lane IN ('live', 'slow', 'regrade')", name=op.f("ck_job_lane")),
        sa.CheckConstraint("state IN ('queued', 'leased', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_job_submission_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("submission", "regrading", name=op.f("uq_job_submission_regrading")),
    )
    op.create_index("jobs_by_state", "job", ["state", "lane"], unique=False)
    op.create_table(
        "opening",
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["grant.id"], name=op.f("fk_opening_by_grant")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_opening_room_room")),
        sa.PrimaryKeyConstraint("room", "stage", name=op.f("pk_opening")),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["grant.id"], name=op.f("fk_pause_by_grant")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_pause_room_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_room"), "pause", ["room"], unique=False)
    op.create_index(
        "one_pause_at_a_time",
        "pause",
        ["room"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "regrading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=16), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'ready', 'applied', 'cancelled')", name=op.f("ck_regrading_state")
        ),
        sa.ForeignKeyConstraint(["by"], ["grant.id"], name=op.f("fk_regrading_by_grant")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_regrading_room_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrading")),
        sa.UniqueConstraint("public", name=op.f("uq_regrading_public")),
    )
    op.create_index(op.f("ix_regrading_room"), "regrading", ["room"], unique=False)
    op.create_table(
        "token",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("grant", sa.Integer(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
        sa.CheckConstraint("use IN ('link', 'session', 'bearer')", name=op.f("ck_token_use")),
        sa.ForeignKeyConstraint(["grant"], ["grant.id"], name=op.f("fk_token_grant_grant")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_token")),
    )
    op.create_index(op.f("ix_token_grant"), "token", ["grant"], unique=False)
    op.create_table(
        "report",
        sa.Column("job", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("recorded_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_report_job_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_report")),
    )
    op.create_table(
        "current",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["report.job"], name=op.f("fk_current_job_report")),
        sa.ForeignKeyConstraint(
            ["submission"], ["submission.id"], name=op.f("fk_current_submission_submission")
        ),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_current")),
    )
