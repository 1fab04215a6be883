"""All that a change in a room needs, and how one is made: one transaction that begins with the room's row.

Whoever changes a room locks its row first, then anything else: so changes of one room come one after the other on both
databases, and no two can wait for each other. What happened is written into `event` in the same transaction.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ..session.clock import Clock, Instant
from .katas import Katas
from .refusal import Refusal, not_there
from .store.store import Store
from .store.tables import event, grant, message, person, room

MOST_CHARACTERS = 2000
"""Of what somebody writes: a title, a question, a reason, a note."""

Step = Callable[[str], None]
"""Called at each point where a process may die, with the point's name; tests kill it there."""


@dataclass(frozen=True)
class Desk:
    """The database, the clock, the key that codes are derived from, and the katas."""

    store: Store
    clock: Clock
    key: bytes
    katas: Katas
    step: Step = lambda name: None


@dataclass
class Change:
    """One change of one room, within its transaction. `room` is the row as it was when the change began."""

    connection: Connection
    room: Row[Any]
    now: Instant

    def happened(self, kind: str, /, **body: Any) -> int:
        """Writes an event; returns its number. Only public ids and words go into `body`."""
        seq: int = self.connection.execute(
            update(room).where(room.c.id == self.room.id).values(seq=room.c.seq + 1).returning(room.c.seq)
        ).scalar_one()
        self.connection.execute(
            insert(event).values(room=self.room.id, seq=seq, at=self.now.wall, type=kind, body=body)
        )
        return seq

    def who(self, by: int | None) -> str:
        """The public id of a grant, for an event; empty for the server itself."""
        if by is None:
            return ""
        found = self.connection.execute(select(grant.c.public).where(grant.c.id == by))
        return str(found.scalar_one())

    def write(self, text: str, **values: Any) -> str:
        """Writes a message into the room; `values` are its other columns. Returns its public id."""
        public = new_public()
        own = {"public": public, "room": self.room.id, "text": text, "at": self.now.wall}
        self.connection.execute(insert(message).values({"to": None, "from": None, **own, **values}))
        return public

    def set_room(self, **values: Any) -> None:
        """Changes the room's own row."""
        self.connection.execute(update(room).where(room.c.id == self.room.id).values(**values))

    def person(self, public: str) -> Row[Any]:
        """The person of this room with that id; raises the 404 that all get."""
        found = self.connection.execute(
            select(person).where(person.c.public == public, person.c.room == self.room.id)
        ).one_or_none()
        if found is None:
            raise not_there()
        return found


@contextlib.contextmanager
def changing(desk: Desk, public: str, *, even_closed: bool = False) -> Iterator[Change]:
    """A change of the room with that id. Raises Refusal for no such room, and for one that is closed.

    With `even_closed` it is taken all the same: verdicts on what was handed in before still come.
    """
    with desk.store.write() as connection:
        yield _begun(desk, connection, select(room).where(room.c.public == public), even_closed=even_closed)


@contextlib.contextmanager
def changing_as(desk: Desk, public: str) -> Iterator[tuple[Change, Row[Any]]]:
    """A change of the room of the person with that id, and the person's row; who was removed is not there."""
    with desk.store.write() as connection:
        own = select(person.c.room).where(person.c.public == public).scalar_subquery()
        change = _begun(desk, connection, select(room).where(room.c.id == own))
        row = change.person(public)
        if row.state != "active":
            raise not_there()
        yield change, row


def _begun(desk: Desk, connection: Connection, query: Any, *, even_closed: bool = False) -> Change:
    found = connection.execute(query.with_for_update()).one_or_none()
    if found is None:
        raise not_there()
    if found.state == "closed" and not even_closed:
        raise Refusal("closed", "The room is closed. What is in it can be read, and nothing is added.")
    return Change(connection, found, desk.clock.now())


def said(text: str) -> str:
    """What somebody wrote, without white space at its ends and no longer than is kept."""
    return text.strip()[:MOST_CHARACTERS]


def new_public() -> str:
    """An id that says nothing: 64 random bits in hex."""
    return secrets.token_hex(8)
