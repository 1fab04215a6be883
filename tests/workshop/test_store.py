"""The database: its schema is that of the tables, writers do not meet, readers cannot write."""

from __future__ import annotations

import os
import stat
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from kata.base.errors import StateError, UsageError
from kata.workshop.store.store import Store
from kata.workshop.store.tables import metadata
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def test_the_migrations_make_the_tables_that_the_program_knows(store):
    with store.write() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_schema_is_refused_with_a_sentence(store, tmp_path):
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    with pytest.raises(StateError, match="newer version of kata"):
        Store(tmp_path / "data")


def test_a_reader_cannot_write(store):
    with store.read() as connection, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        connection.execute(text("DELETE FROM room"))


def test_what_raises_leaves_nothing_and_wakes_nobody(store):
    woken: list[bool] = []
    store.watch(lambda: woken.append(True))
    insert = text("INSERT INTO server (instance, alive_at) VALUES ('a', 1)")
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(insert)
        raise ZeroDivisionError
    assert woken == []
    with store.write() as connection:
        connection.execute(insert)
    assert woken == [True]
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM server")).scalar() == 1


def test_fifty_threads_write_one_after_the_other(store):
    with store.write() as connection:
        connection.execute(text("INSERT INTO server (instance, alive_at) VALUES ('a', 0)"))

    def add() -> None:
        with store.write() as connection:
            found = connection.execute(text("SELECT alive_at FROM server")).scalar()
            connection.execute(text("UPDATE server SET alive_at = :next"), {"next": found + 1})

    threads = [threading.Thread(target=add) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(text("SELECT alive_at FROM server")).scalar() == 50


def test_nobody_else_can_read_the_files_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        store = Store(tmp_path)
        with store.write() as connection:
            connection.execute(text("INSERT INTO server (instance, alive_at) VALUES ('a', 0)"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        store.backup(tmp_path / "copy")
        store.close()
    finally:
        os.umask(before)
    assert "workshop.sqlite-wal" in modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_a_backup_holds_what_was_there(store, tmp_path):
    with store.write() as connection:
        connection.execute(text("INSERT INTO server (instance, alive_at) VALUES ('a', 7)"))
    (tmp_path / "second").mkdir()
    store.backup(tmp_path / "second" / "workshop.sqlite")
    copy = Store(tmp_path / "second")
    with copy.read() as connection:
        assert connection.execute(text("SELECT alive_at FROM server")).scalar() == 7
    copy.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://a@b/c", "oracle+nothing://x", "postgresql+nothing://x"])
def test_an_address_that_cannot_be_used_is_told(tmp_path, url):
    with pytest.raises(UsageError, match="--database"):
        Store(tmp_path, url)
