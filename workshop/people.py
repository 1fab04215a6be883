"""What a person does beside handing in: join, look at a stage, ask, tell, leave. One transaction each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from . import grants, names
from .codes import lookup_of
from .desk import Change, Desk, changing_as, new_public, said
from .refusal import Refusal, not_there
from .rooms import closed_stage, folded_names, may_reveal, opened_stage
from .store.tables import baseline, grant, message, note, person, reveal, room

MOST_QUESTIONS = 100
MOST_NOTES = 200
"""Of one person; more are not kept."""

SEEN_SECONDS = 15.0
"""How often a contact is written down at most."""

Note = tuple[int, Literal["expected", "hint"], str]
"""Of a stage, what kind it is, and its text."""


@dataclass(frozen=True)
class Joined:
    """Who joined: the token is told this once. `name` is None where nobody gave one, or somebody else has it."""

    token: str
    person: str
    name: str | None
    animal: str
    room: str


def join(desk: Desk, code: str, *, name: str = "", share: bool = True) -> Joined:
    """Takes somebody into the room with that code.

    Unknown, shut and closed rooms get one answer (404). A name that somebody has, or that looks like theirs, is not
    given twice: the person has an animal alone. Raises Refusal (409) for a room that is full.
    """
    wanted = names.cleaned(name)
    now = desk.clock.now()
    with desk.store.write() as connection:
        row = connection.execute(
            select(room)
            .where(
                room.c.code_lookup == lookup_of(desk.key, code),
                room.c.door == "open",
                room.c.state != "closed",
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise Refusal(
                "no-room", "No room that is open has this code.", "Look at the code on the wall again.", 404
            )
        change = Change(connection, row, now)
        there = connection.execute(
            select(func.count())
            .select_from(person)
            .where(person.c.room == row.id, person.c.state == "active")
        ).scalar_one()
        if there >= row.places:
            raise Refusal("full", "The room is full.", "Ask the facilitator for more places.")
        fold = names.folded(wanted) if wanted and not row.animals else None
        if fold in folded_names(connection, row.id):
            fold = None
        taken = set(connection.execute(select(person.c.animal).where(person.c.room == row.id)).scalars())
        values = {
            "public": new_public(),
            "room": row.id,
            "name": wanted if fold else None,
            "folded": fold,
            "animal": names.animal(taken),
            "share": share,
            "state": "active",
            "joined_at": now.wall,
            "seen_at": now.wall,
        }
        made = connection.execute(insert(person).values(**values).returning(person.c.id)).scalar_one()
        granted = grants.give(connection, "trainee", now.wall, room=row.id, person=made)
        token = grants.new_token(connection, granted, "bearer", now.wall, grants.BEARER_SECONDS)
        _keep_start(desk, connection, row, made)
        change.happened("joined", person=values["public"])
    return Joined(token, str(values["public"]), wanted if fold else None, str(values["animal"]), row.public)


def look(desk: Desk, person: str, stage: int) -> None:
    """Marks that the stage is shown to the person, whose time begins then at the latest; again changes nothing.

    Raises the 404 of what is not there when it may not be shown to them yet.
    """
    with desk.store.read() as connection:
        own = _person(connection, person)
        _must_reveal(connection, own, stage)
        seen = select(reveal.c.stage).where(reveal.c.person == own.id, reveal.c.stage == stage)
        state = connection.execute(select(room.c.state).where(room.c.id == own.room)).scalar_one()
        if state == "closed" or connection.execute(seen).one_or_none() is not None:
            return
    with changing_as(desk, person) as (change, own):
        _must_reveal(change.connection, own, stage)
        if change.connection.execute(seen).one_or_none() is None:
            change.connection.execute(insert(reveal).values(person=own.id, stage=stage, revealed=change.now))
            change.happened("revealed", person=person, stage=stage)


def ask(desk: Desk, person: str, text: str) -> str:
    """A question to the facilitator; returns its id."""
    question = said(text)
    if not question:
        raise Refusal("empty", "There is no question.", status=400)
    with changing_as(desk, person) as (change, own):
        asked = select(func.count()).select_from(message).where(message.c["from"] == own.id)
        if change.connection.execute(asked).scalar_one() >= MOST_QUESTIONS:
            raise Refusal("many", f"You have asked {MOST_QUESTIONS} questions.", "Speak to the facilitator.")
        public = change.write(question, **{"from": own.id})
        change.happened("asked", person=person, message=public)
        return public


def tell(desk: Desk, person: str, notes: Iterable[Note]) -> None:
    """Keeps what a person's own record holds: (stage, kind, text); the same is kept once."""
    with changing_as(desk, person) as (change, own):
        query = select(note.c.stage, note.c.kind, note.c.text).where(note.c.person == own.id)
        known = {tuple(row) for row in change.connection.execute(query)}
        for stage, kind, text in notes:
            new = (stage, kind, said(text))
            if new in known or not new[2] or len(known) >= MOST_NOTES:
                continue
            if not 1 <= stage <= len(change.room.minutes):
                continue
            known.add(new)
            change.connection.execute(
                insert(note).values(person=own.id, stage=stage, kind=kind, text=new[2], at=change.now.wall)
            )
            change.happened("noted", person=person, stage=stage, what=kind)


def leave(desk: Desk, person: str) -> None:
    """Gives the person's tokens up; their work stays."""
    with changing_as(desk, person) as (change, own):
        change.connection.execute(
            update(grant)
            .where(grant.c.person == own.id, grant.c.revoked_at.is_(None))
            .values(revoked_at=change.now.wall)
        )
        change.happened("left", person=person)


def seen(desk: Desk, person_id: str) -> None:
    """Writes down that the person's program was heard of, at most every 15 s."""
    now = desk.clock.now().wall
    with desk.store.read() as connection:
        last = connection.execute(select(person.c.seen_at).where(person.c.public == person_id)).scalar()
    if last is not None and now - last >= SEEN_SECONDS:
        with desk.store.write() as connection:
            connection.execute(update(person).where(person.c.public == person_id).values(seen_at=now))


def _person(connection: Connection, public: str) -> Row[Any]:
    found = connection.execute(select(person).where(person.c.public == public)).one_or_none()
    if found is None:
        raise not_there()
    return found


def _must_reveal(connection: Connection, own: Row[Any], stage: int) -> None:
    opened, closed = opened_stage(connection, own.room), closed_stage(connection, own.id)
    if not may_reveal(opened, closed, stage):
        raise not_there()


def _keep_start(desk: Desk, connection: Connection, row: Row[Any], person_key: int) -> None:
    """What everybody begins with, as the baseline of stage 1."""
    from .snapshots import keep, start_of

    tree = keep(connection, start_of(desk.katas.kata(row.kata)))
    connection.execute(
        insert(baseline).values(person=person_key, stage=0, ordinal=0, tree=tree, cause="start")
    )
