"""What is done already, in one SQLite file: a cohort that was interrupted goes on, and nothing is in memory twice."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ..base.decoding import from_json
from ..base.errors import StateError
from .result import Result
from .sources import Source

FORMAT = 1
SCHEMA = """
CREATE TABLE item (
    id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, position INTEGER, name TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '', result BLOB
);
CREATE TABLE print (
    item INTEGER NOT NULL REFERENCES item(id), hash INTEGER NOT NULL, PRIMARY KEY (item, hash)
) WITHOUT ROWID;
CREATE INDEX print_hash ON print(hash);
"""

Pair = tuple[str, str, int, int]
"""Two names, how many fingerprints both have, and how many the one with fewer has."""


class Ledger:
    """The submissions of one cohort and their results. Each change is on the disk when the call ends."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA busy_timeout = 10000")
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._database.executescript(
                    f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;"
                )
        except sqlite3.DatabaseError as error:
            raise StateError(f"{file} is not a ledger of a cohort ({error}). Choose another --out.") from None
        if version not in (0, FORMAT):
            raise StateError(f"{file} was written by another version of kata. Choose another --out.")

    def begin(self, sources: Sequence[Source]) -> None:
        """Says which submissions are in the cohort now; results of others stay, and are not part of it."""
        with self._transaction():
            self._database.execute("UPDATE item SET position = NULL")
            self._database.executemany(
                "INSERT INTO item(place, position, name) VALUES (?, ?, ?) ON CONFLICT(place) DO UPDATE SET "
                "position = excluded.position, name = excluded.name, "
                "key = CASE WHEN name = excluded.name THEN key ELSE '' END",
                [(source.place, position, source.name) for position, source in enumerate(sources)],
            )

    def known(self, source: Source, key: str) -> Result | None:
        """The result of the submission, when it was decided under this key."""
        with self._lock:
            row = self._database.execute(
                "SELECT result FROM item WHERE place = ? AND key = ?", (source.place, key)
            ).fetchone()
        return _result(row[0]) if row and key else None

    def keep(self, source: Source, key: str, result: Result, prints: Iterable[int]) -> None:
        """Keeps the result and the fingerprints of its code, both or neither."""
        with self._transaction():
            (item,) = self._database.execute(
                "SELECT id FROM item WHERE place = ?", (source.place,)
            ).fetchone()
            data = msgspec.json.encode(result)
            self._database.execute("UPDATE item SET key = ?, result = ? WHERE id = ?", (key, data, item))
            self._database.execute("DELETE FROM print WHERE item = ?", (item,))
            self._database.executemany("INSERT INTO print VALUES (?, ?)", [(item, each) for each in prints])

    def results(self) -> Iterator[Result]:
        """Each result of the cohort, in order, one at a time."""
        with self._lock:
            places = self._database.execute(
                "SELECT id FROM item WHERE position IS NOT NULL AND result IS NOT NULL ORDER BY position"
            ).fetchall()
        for place in places:
            with self._lock:
                (data,) = self._database.execute("SELECT result FROM item WHERE id = ?", place).fetchone()
            yield _result(data)

    def pairs(self, least: int, most_having: int) -> list[Pair]:
        """Submissions with at least so many fingerprints in common, but for those that more than `most_having` have."""
        with self._lock:
            return self._database.execute(
                """
                WITH own AS (SELECT p.item, p.hash FROM print p JOIN item i ON i.id = p.item
                             WHERE i.position IS NOT NULL),
                     rare AS (SELECT hash FROM own GROUP BY hash HAVING count(*) <= ?),
                     counted AS (SELECT own.item, own.hash FROM own JOIN rare USING (hash)),
                     many AS (SELECT item, count(*) AS number FROM counted GROUP BY item),
                     both AS (SELECT a.item AS one, b.item AS two, count(*) AS common FROM counted a
                              JOIN counted b ON a.hash = b.hash AND a.item < b.item GROUP BY 1, 2)
                SELECT x.name, y.name, common, min(m.number, n.number) FROM both
                JOIN item x ON x.id = one JOIN item y ON y.id = two
                JOIN many m ON m.item = one JOIN many n ON n.item = two
                WHERE common >= ? ORDER BY 1.0 * common / min(m.number, n.number) DESC, common DESC, 1, 2
                """,
                (most_having, least),
            ).fetchall()

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._lock, self._database)


class _Transaction:
    """All of what is written in it, or nothing; one at a time."""

    def __init__(self, lock: threading.Lock, database: sqlite3.Connection) -> None:
        self._lock, self._database = lock, database

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self._database.execute("COMMIT" if kind is None else "ROLLBACK")
        finally:
            self._lock.release()


def _result(data: bytes) -> Result:
    return from_json(data, Result)
