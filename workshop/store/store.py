"""Opens the database and hands out transactions: one writer at a time, readers that cannot write."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ...base.errors import MachineError, UsageError
from ...base.lock import locked
from .migrate import migrate

FILE = "workshop.sqlite"
MIGRATING = "migrating"
"""Beside the database: its holder may change the schema."""

WAIT_MILLISECONDS = 10_000
"""For another process that writes to the same SQLite file: a backup, or `kata workshop link`."""

READER_KILOBYTES = 256
"""Of pages that one reading connection of SQLite keeps: there are many, and the system keeps the file for all."""


class Store:
    """The database of a workshop, with today's schema. May be used by many threads at once.

    Without `url` it is the SQLite file of the folder. Raises MachineError when it cannot be reached, and
    StateError when its schema is newer than this program.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        address = _address(folder, url)
        self.sqlite = address.get_backend_name() == "sqlite"
        self._lock = threading.RLock() if self.sqlite else contextlib.nullcontext()
        self._watchers: list[Callable[[], None]] = []
        self._writer = _writer(address)
        self._reader = _reader(address)
        try:
            with locked(folder / MIGRATING, wait=True):
                migrate(self._writer)
        except DBAPIError as error:
            self.close()
            raise MachineError(f"The database cannot be used: {_first_line(error)}") from None
        if self.sqlite and address.database:
            for file in folder.glob(f"{FILE}*"):
                file.chmod(0o600)

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is on the disk when this ends, or nothing of it where it raises."""
        with self._lock, self._writer.begin() as connection:
            yield connection
        for watcher in self._watchers:
            watcher()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look; a statement that writes fails."""
        with self._reader.connect() as connection:
            yield connection

    def watch(self, watcher: Callable[[], None]) -> None:
        """Calls `watcher` after each commit of this process, in the thread that committed; it must be quick."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Ends what `watch` began."""
        self._watchers.remove(watcher)

    def backup(self, target: Path) -> None:
        """Copies an SQLite database, also while it is written to; raises UsageError for another kind."""
        if not self.sqlite:
            raise UsageError("The database is PostgreSQL: back it up with pg_dump.")
        import sqlite3

        with self._reader.connect() as connection, contextlib.closing(sqlite3.connect(target)) as copy:
            target.chmod(0o600)
            original: Any = connection.connection.driver_connection
            original.backup(copy)

    def close(self) -> None:
        """Ends all connections."""
        self._writer.dispose()
        self._reader.dispose()


def _address(folder: Path, url: str) -> URL:
    if not url:
        path = folder / FILE
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        return URL.create("sqlite", database=str(path))
    try:
        address = make_url(url)
        backend = address.get_backend_name()
        address.get_dialect().import_dbapi()
    except ArgumentError:
        raise UsageError("--database: write it as postgresql+psycopg://USER:PASSWORD@HOST/NAME.") from None
    except (NoSuchModuleError, ImportError):
        raise UsageError(
            "--database: its driver is not installed. Install it: pip install 'design-katas[workshop,postgres]', "
            "and write the address as postgresql+psycopg://USER:PASSWORD@HOST/NAME."
        ) from None
    if backend not in ("sqlite", "postgresql"):
        raise UsageError(
            f"--database: {backend} is not known. PostgreSQL is, and SQLite without this option."
        )
    return address


# `hide_parameters` everywhere: an error of the database goes to the log, and a person's name and words do not.


def _writer(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(address, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        # FULL: what was acknowledged is there after a power cut, too.
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred one fails at once when it begins to write

    return engine


def _reader(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_size=10,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
        )
    engine = create_engine(address, hide_parameters=True, pool_size=10, max_overflow=40)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        connection.execute(f"PRAGMA cache_size = -{READER_KILOBYTES}")
        connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]
