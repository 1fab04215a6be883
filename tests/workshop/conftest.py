"""A room on a database in a temporary folder, and a clock that a test moves."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kata.session.clock import Instant
from kata.workshop.desk import Desk
from kata.workshop.katas import Katas
from kata.workshop.store.store import FILE, Store

sys.path.insert(0, str(Path(__file__).parent / "support"))  # makes `a_room` importable

from a_postgres import started

KEY = b"k" * 32


@dataclass
class Hands:
    """A clock with all its hands in the hand of a test."""

    at: Instant = field(default=Instant(wall=1_700_000_000.0, awake=1000.0, running=1000.0, boot="first"))

    def now(self) -> Instant:
        return self.at

    def go(self, seconds: float, *, moved: float = 0.0, asleep: float = 0.0) -> Instant:
        """Lets time pass, of it so much asleep, and sets the wall clock forward beside."""
        self.at = Instant(
            wall=self.at.wall + seconds + moved,
            awake=self.at.awake + seconds - asleep,
            running=self.at.running + seconds,
            boot=self.at.boot,
        )
        return self.at


@pytest.fixture(scope="session")
def katas():
    return Katas()


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A database with no rows, made once."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return folder / FILE


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL of the tests' own, really started; without one a test is skipped."""
    with started() as found:
        yield found


@pytest.fixture
def store(tmp_path, empty, request):
    """SQLite, or what a test names by `on_both`."""
    folder = tmp_path / "data"
    folder.mkdir()
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(empty, folder / FILE)
        found = Store(folder)
    else:
        found = Store(folder, request.getfixturevalue("postgres").new_database())
    yield found
    found.close()


@pytest.fixture
def desk(store, hands, katas):
    return Desk(store, hands, KEY, katas)
