"""Who may what: grants, and the tokens that prove them. Only the hash of a token is kept.

A *link* is used once, within ten minutes, and becomes a *session* (pages, a cookie). A *bearer* token is a trainee's
command line. Neither is taken in the place of the other.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from .desk import Desk, new_public
from .refusal import Refusal, not_there
from .store.tables import grant, person, room, token

Role = Literal["owner", "facilitator", "projector", "trainee"]
Use = Literal["link", "session", "bearer"]

LINK_SECONDS = 600.0
SESSION_SECONDS = 7 * 86400.0
BEARER_SECONDS = 90 * 86400.0
"""Longer than any workshop; it ends before when the person is removed, leaves, or the grant is revoked."""


@dataclass(frozen=True)
class Caller:
    """Whose token it is. `room` and `person` are public ids, empty where there is none; `grant` an integer key."""

    grant: int
    role: Role
    room: str
    person: str

    def sees_room(self, public: str) -> bool:
        """Whether the caller leads that room."""
        return self.role == "owner" or (self.role == "facilitator" and self.room == public)


def give(
    connection: Connection,
    role: Role,
    at: float,
    *,
    room: int | None = None,
    person: int | None = None,
    label: str = "",
) -> int:
    """A new grant; the key of its row."""
    values = {
        "public": new_public(),
        "role": role,
        "room": room,
        "person": person,
        "label": label,
        "created_at": at,
    }
    made = connection.execute(insert(grant).values(**values).returning(grant.c.id))
    return int(made.scalar_one())


def new_token(connection: Connection, granted: int, use: Use, at: float, seconds: float) -> str:
    """A token for the grant: 256 random bits, told this once."""
    made = secrets.token_urlsafe(32)
    values = {"hash": _hash(made), "grant": granted, "use": use, "expires_at": at + seconds}
    connection.execute(insert(token).values(**values))
    return made


def link(desk: Desk, role: Role, *, room_id: str = "", person_id: str = "", label: str = "") -> str:
    """A new grant with a link's token: for the server's owner, a facilitator or projector of a room, or a trainee."""
    now = desk.clock.now().wall
    with desk.store.write() as connection:
        room_key = _key(connection, room, room_id) if room_id else None
        person_key = _key(connection, person, person_id) if person_id else None
        granted = give(connection, role, now, room=room_key, person=person_key, label=label)
        return new_token(connection, granted, "link", now, LINK_SECONDS)


def enter(desk: Desk, given: str) -> str:
    """The session that a link becomes. Raises Refusal (403) for one that was used, is too old, or never was."""
    now = desk.clock.now().wall
    refused = Refusal(
        "link", "This link was used before, or is too old.", "Ask for a new one: `kata workshop link`.", 403
    )
    with desk.store.write() as connection:
        taken = connection.execute(
            update(token)
            .where(
                token.c.hash == _hash(given),
                token.c.use == "link",
                token.c.used_at.is_(None),
                token.c.expires_at > now,
            )
            .values(used_at=now)
            .returning(token.c.grant)
        ).scalar_one_or_none()
        if taken is None or _revoked(connection, taken):
            raise refused
        return new_token(connection, taken, "session", now, SESSION_SECONDS)


def caller(connection: Connection, given: str, use: Use, now: float) -> Caller | None:
    """Who shows that token in that way; None for nobody, and for somebody whose grant has ended."""
    row = connection.execute(
        select(
            grant.c.id,
            grant.c.role,
            room.c.public.label("room_id"),
            person.c.public.label("person_id"),
            person.c.state.label("person_state"),
        )
        .select_from(token)
        .join(grant, grant.c.id == token.c.grant)
        .outerjoin(room, room.c.id == grant.c.room)
        .outerjoin(person, person.c.id == grant.c.person)
        .where(
            token.c.hash == _hash(given),
            token.c.use == use,
            token.c.expires_at > now,
            grant.c.revoked_at.is_(None),
        )
    ).one_or_none()
    if row is None or row.person_state not in (None, "active"):
        return None
    return Caller(row.id, row.role, row.room_id or "", row.person_id or "")


def revoke(desk: Desk, *, role: Role | None = None, room_id: str = "", person_id: str = "") -> int:
    """Ends all grants of that role, room and person, with all their tokens; returns how many. Nothing named: all."""
    now = desk.clock.now().wall
    with desk.store.write() as connection:
        ends = update(grant).where(grant.c.revoked_at.is_(None)).values(revoked_at=now)
        if role is not None:
            ends = ends.where(grant.c.role == role)
        if room_id:
            ends = ends.where(grant.c.room == _key(connection, room, room_id))
        if person_id:
            ends = ends.where(grant.c.person == _key(connection, person, person_id))
        return connection.execute(ends).rowcount


def _key(connection: Connection, table: Any, public: str) -> int:
    found = connection.execute(select(table.c.id).where(table.c.public == public)).scalar_one_or_none()
    if found is None:
        raise not_there()
    return int(found)


def _revoked(connection: Connection, granted: int) -> bool:
    query = select(grant.c.revoked_at).where(grant.c.id == granted)
    return connection.execute(query).scalar_one() is not None


def _hash(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "backslashreplace")).hexdigest()
