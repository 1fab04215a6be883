"""Brings a database to the schema of this program, and refuses one that is newer."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from ...base.errors import StateError

SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x6B617461
"""The number under which servers of one PostgreSQL database wait for each other."""


def migrate(engine: Engine) -> None:
    """Makes or changes the tables, in one transaction; nothing happens where they are right."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    known = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
        there = MigrationContext.configure(connection).get_current_revision()
        if there == known.get_current_head():
            return
        if there is not None and there not in {each.revision for each in known.walk_revisions()}:
            raise StateError(
                "The database was written by a newer version of kata. Install that version, or choose another --data."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
