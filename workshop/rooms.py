"""A room and what its facilitator does: make it, open stages, pause, give time, speak, end.

Each function is one transaction and writes at least one event. `room` and `person` are public ids; `by` is the key of
the grant of who does it, None for the server itself. Each raises Refusal where the room is not there, is closed, or is
in a state in which that cannot be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from ..base.errors import UsageError
from ..session.clock import Instant
from . import names
from .clock import MINUTE_SECONDS, Pause, used
from .codes import code_of, lookup_of
from .desk import Change, Desk, changing, new_public, said
from .refusal import Refusal, not_there, stale
from .store.tables import (
    UNDECIDED,
    allowance,
    closure,
    event,
    extension,
    grant,
    message,
    opening,
    pause,
    person,
    regrading,
    room,
    submission,
)

Mode = Literal["by-hand", "on-clock", "on-pass"]
Door = Literal["open", "shut"]

PLACES = 500
"""People that a room takes when nothing is said."""

MOST_PLACES = 2000
MOST_MINUTES = 24 * 60

GRACE_SECONDS = 30.0
"""In a room that opens by the clock, between the end of a stage's time and the next opening."""

PLAYED = ("running", "paused")


def may_reveal(opened: int, closed: int, stage: int) -> bool:
    """Whether a stage may be shown to a person: the one rule on what anybody sees.

    `opened` is the last stage that the room has opened, `closed` the last one that the person has closed; 0: none.
    """
    return 1 <= stage <= revealed(opened, closed)


def revealed(opened: int, closed: int) -> int:
    """The last stage that may be shown to a person; 0: none yet. The numbers are those of `may_reveal`."""
    return min(opened, closed + 1)


def create_room(
    desk: Desk,
    kata: str,
    *,
    title: str = "",
    minutes: Sequence[int] = (),
    mode: Mode = "by-hand",
    places: int = PLACES,
    animals: bool = False,
    by: int | None = None,
) -> str:
    """Makes a room, its door open, and returns its public id. `minutes` of each stage; without, the kata's own.

    Raises UsageError for a kata that there is not, and for numbers that make no room.
    """
    stages = desk.katas.kata(kata).stages
    planned = list(minutes) or [stage.minutes for stage in stages]
    if len(planned) != len(stages):
        raise UsageError(f"{kata} has {len(stages)} stages: give {len(stages)} numbers of minutes.")
    if not all(1 <= each <= MOST_MINUTES for each in planned):
        raise UsageError(f"A stage takes 1 to {MOST_MINUTES} minutes.")
    if not 1 <= places <= MOST_PLACES:
        raise UsageError(f"A room has 1 to {MOST_PLACES} places.")
    public, now = new_public(), desk.clock.now()
    values = {
        "public": public,
        "title": said(title) or desk.katas.kata(kata).title,
        "kata": kata,
        "pack_digest": desk.katas.fingerprint(kata),
        "minutes": planned,
        "mode": mode,
        "state": "lobby",
        "seq": 0,
        "code_epoch": 1,
        "code_lookup": lookup_of(desk.key, code_of(desk.key, public, 1)),
        "door": "open",
        "places": places,
        "animals": animals,
        "created_at": now.wall,
    }
    with desk.store.write() as connection:
        row = connection.execute(insert(room).values(**values).returning(room)).one()
        change = Change(connection, row, now)
        change.happened("created", by=change.who(by))
    return public


def join_code(desk: Desk, row: Row[Any]) -> str:
    """The code of the room whose row this is, as people say it: `ABCD-EFGH`."""
    return code_of(desk.key, row.public, row.code_epoch)


def code_now(desk: Desk, public: str) -> str:
    """The code of the room with that id; raises the 404 where there is none."""
    with desk.store.read() as connection:
        found = connection.execute(select(room).where(room.c.public == public)).one_or_none()
    if found is None:
        raise not_there()
    return join_code(desk, found)


def opened_stage(connection: Connection, room_key: int) -> int:
    """The last stage that the room has opened; 0: none."""
    found = connection.execute(select(func.max(opening.c.stage)).where(opening.c.room == room_key)).scalar()
    return int(found or 0)


def closed_stage(connection: Connection, person_key: int) -> int:
    """The last stage that the person has closed; 0: none."""
    found = connection.execute(
        select(func.max(closure.c.stage)).where(closure.c.person == person_key)
    ).scalar()
    return int(found or 0)


def open_stage(desk: Desk, room: str, *, seen: int, by: int | None) -> int:
    """Opens the stage after `seen`, the last open one that whoever decides this saw; returns its number.

    The first opening takes the room out of the lobby. Where each goes on for themselves, it opens every stage.
    """
    with changing(desk, room) as change:
        opened = opened_stage(change.connection, change.room.id)
        if change.room.state == "debrief":
            raise Refusal("debrief", "The debrief has begun; no stage is opened any more.")
        if opened != seen:
            raise stale(f"Stage {opened} is open already." if opened else "No stage is open yet.")
        return _open_next(desk, change, opened, by)


def open_by_clock(desk: Desk, room: str) -> int | None:
    """Opens the next stage of a room that goes by the clock, when the time of the open one is out; else None."""
    with changing(desk, room) as change:
        opened = opened_stage(change.connection, change.room.id)
        due = change.room.mode == "on-clock" and change.room.state == "running" and opened > 0
        if not due or opened >= len(change.room.minutes):
            return None
        if room_left(change.connection, change.room, opened, change.now) > -GRACE_SECONDS:
            return None
        return _open_next(desk, change, opened, None)


def room_left(connection: Connection, row: Row[Any], stage: int, now: Instant) -> float:
    """Seconds that the room has left for a stage that it has opened, without what single people were given."""
    begun = connection.execute(
        select(opening).where(opening.c.room == row.id, opening.c.stage == stage)
    ).one()
    spent = used(begun.opened, now, pauses_of(connection, row.id))
    return float(begun.minutes * MINUTE_SECONDS + extended(connection, row.id, stage) - spent)


def pauses_of(connection: Connection, room_key: int) -> tuple[Pause, ...]:
    """Every pause of the room."""
    rows = connection.execute(select(pause.c.since, pause.c.until).where(pause.c.room == room_key))
    return tuple(Pause(row.since, row.until) for row in rows)


def extended(connection: Connection, room_key: int, stage: int) -> float:
    """Seconds that were added to the stage for all."""
    total = select(func.sum(extension.c.seconds)).where(
        extension.c.room == room_key, extension.c.stage == stage
    )
    return float(connection.execute(total).scalar() or 0.0)


def allowed(connection: Connection, person_key: int, stage: int) -> float:
    """Seconds that one person was given at the stage."""
    total = select(func.sum(allowance.c.seconds)).where(
        allowance.c.person == person_key, allowance.c.stage == stage
    )
    return float(connection.execute(total).scalar() or 0.0)


def pause_room(desk: Desk, room: str, *, reason: str, by: int | None) -> None:
    """Stops the clock of everybody."""
    with changing(desk, room) as change:
        _in(change, "running", what="Only a room that runs can be paused.")
        values = {"room": change.room.id, "since": change.now, "reason": said(reason), "by": by}
        change.connection.execute(insert(pause).values(**values))
        change.set_room(state="paused")
        change.happened("paused", reason=said(reason), by=change.who(by))


def resume_room(desk: Desk, room: str, *, by: int | None) -> None:
    """Lets the clock run again."""
    with changing(desk, room) as change:
        _in(change, "paused", what="The room is not paused.")
        _end_pause(change)
        change.set_room(state="running")
        change.happened("resumed", by=change.who(by))


def extend(
    desk: Desk,
    room: str,
    stage: int,
    *,
    seconds: float,
    reason: str,
    by: int | None,
    seen: float | None = None,
) -> None:
    """Gives everybody more time for a stage that is open; less only as far as it was given before.

    `seen` is what had been given, in seconds, as whoever decides this saw it; None: nobody looked.
    """
    with changing(desk, room) as change:
        _in(change, *PLAYED, what="Time is given while a room runs.")
        _must_be_open(change, stage)
        before = extended(change.connection, change.room.id, stage)
        _as_seen(seen, before)
        _reasonable(seconds, before)
        words = {"stage": stage, "seconds": seconds, "reason": said(reason)}
        row = {"room": change.room.id, **words, "by": by, "at": change.now.wall}
        change.connection.execute(insert(extension).values(row))
        change.happened("extended", **words, by=change.who(by))


def extra(
    desk: Desk,
    room: str,
    person: str,
    stage: int,
    *,
    seconds: float,
    reason: str,
    by: int | None,
    seen: float | None = None,
) -> None:
    """Gives one person more time for a stage, open or to come; less only as far as they were given before.

    `seen` is what they had been given at all stages, in seconds, as whoever decides this saw it; None: nobody looked.
    """
    with changing(desk, room) as change:
        own = change.person(person)
        if not 1 <= stage <= len(change.room.minutes):
            raise not_there()
        given = select(func.sum(allowance.c.seconds)).where(allowance.c.person == own.id)
        _as_seen(seen, float(change.connection.execute(given).scalar() or 0.0))
        _reasonable(seconds, allowed(change.connection, own.id, stage))
        words = {"stage": stage, "seconds": seconds, "reason": said(reason)}
        row = {"person": own.id, **words, "by": by, "at": change.now.wall}
        change.connection.execute(insert(allowance).values(row))
        change.happened("extra", person=person, **words, by=change.who(by))


def say(desk: Desk, room: str, text: str, *, to: str = "", answers: str = "", by: int | None) -> str:
    """Says something to all, or with `to` to one; `answers` is the question that it answers. Returns its id."""
    with changing(desk, room) as change:
        words = said(text)
        if not words:
            raise Refusal("empty", "There is nothing to say.", status=400)
        question = None
        if answers:
            question = change.connection.execute(
                select(message.c.id).where(message.c.public == answers, message.c.room == change.room.id)
            ).scalar_one_or_none()
            if question is None:
                raise not_there()
        public = change.write(words, to=change.person(to).id if to else None, answers=question)
        change.happened("said", message=public, to=to, answers=answers, by=change.who(by))
        return public


def set_door(desk: Desk, room: str, door: Door, *, by: int | None) -> None:
    """Lets people join, or nobody any more; who is in stays in."""
    with changing(desk, room) as change:
        change.set_room(door=door)
        change.happened("door", door=door, by=change.who(by))


def new_code(desk: Desk, room: str, *, by: int | None) -> None:
    """Makes another join code; the old one is nobody's from now on."""
    with changing(desk, room) as change:
        epoch = change.room.code_epoch + 1
        code = code_of(desk.key, room, epoch)
        change.set_room(code_epoch=epoch, code_lookup=lookup_of(desk.key, code))
        change.happened("code", by=change.who(by))


def rename(desk: Desk, room: str, person: str, name: str, *, by: int | None) -> None:
    """Gives a person another name; with an empty one only their animal is left."""
    with changing(desk, room) as change:
        own = change.person(person)
        new = names.cleaned(name) or None
        fold = names.folded(new) if new else None
        if fold and fold in folded_names(change.connection, change.room.id, but=own.id):
            raise Refusal("name", "Somebody in the room has that name, or one that looks like it.")
        _set_person(change, own.id, name=new, folded=fold)
        change.happened("renamed", person=person, by=change.who(by))


def remove(desk: Desk, room: str, person: str, *, by: int | None) -> None:
    """Takes a person out of the room: their tokens end, their work stays."""
    with changing(desk, room) as change:
        own = change.person(person)
        if own.state == "removed":
            raise stale("This person is out of the room already.")
        _set_person(change, own.id, state="removed")
        change.connection.execute(
            update(grant)
            .where(grant.c.person == own.id, grant.c.revoked_at.is_(None))
            .values(revoked_at=change.now.wall)
        )
        change.happened("removed", person=person, by=change.who(by))


def accept_claim(desk: Desk, room: str, hand_in: str, *, by: int | None) -> None:
    """Counts the time that a hand-in made without network claims, in place of when it was received."""
    with changing(desk, room) as change:
        found = change.connection.execute(
            select(submission, person.c.public.label("person_id"))
            .join(person, person.c.id == submission.c.person)
            .where(submission.c.public == hand_in, person.c.room == change.room.id)
        ).one_or_none()
        if found is None or found.claimed_at is None:
            raise not_there()
        change.connection.execute(
            update(submission).where(submission.c.id == found.id).values(accepted_at=found.claimed_at)
        )
        change.happened(
            "claim-accepted",
            person=found.person_id,
            stage=found.stage,
            submission=hand_in,
            by=change.who(by),
        )


def begin_debrief(desk: Desk, room: str, *, by: int | None) -> None:
    """Ends the play: no stage opens any more. What was made without network may still come in."""
    with changing(desk, room) as change:
        _in(change, *PLAYED, what="A debrief comes after the play.")
        if change.room.state == "paused":
            _end_pause(change)
        change.set_room(state="debrief")
        change.happened("debrief", by=change.who(by))


def show_reference(desk: Desk, room: str, *, by: int | None) -> None:
    """Shows every trainee what the kata's first right design wrote, beside their own, from now on."""
    with changing(desk, room) as change:
        _in(change, "debrief", what="A right design is shown in the debrief.")
        if shows_reference(change.connection, change.room.id):
            raise stale("The right design is shown already.")
        change.happened("reference", by=change.who(by))


def shows_reference(connection: Connection, room_key: int) -> bool:
    """Whether the facilitator shows what a right design wrote."""
    query = select(event.c.seq).where(event.c.room == room_key, event.c.type == "reference")
    return connection.execute(query.limit(1)).first() is not None


def close_room(desk: Desk, room: str, *, by: int | None) -> None:
    """Ends the room: it can be read, and nothing changes any more."""
    with changing(desk, room) as change:
        undecided = select(regrading.c.id).where(
            regrading.c.room == change.room.id, regrading.c.state.in_(UNDECIDED)
        )
        if change.connection.execute(undecided).first() is not None:
            raise stale("A regrading is not decided yet. Apply or cancel it first.")
        if change.room.state == "paused":
            _end_pause(change)
        change.happened("closed", by=change.who(by))
        change.set_room(state="closed", door="shut")


def folded_names(connection: Connection, room_key: int, *, but: int = 0) -> set[str]:
    """How the names in the room are found, without that of the person with the key `but`."""
    query = select(person.c.folded).where(
        person.c.room == room_key, person.c.folded.is_not(None), person.c.id != but
    )
    return set(connection.execute(query).scalars())


def _open_next(desk: Desk, change: Change, opened: int, by: int | None) -> int:
    stages = len(change.room.minutes)
    if opened >= stages:
        raise stale("Every stage is open.")
    first = opened + 1
    for stage in range(first, (stages if change.room.mode == "on-pass" else first) + 1):
        values = {
            "room": change.room.id,
            "stage": stage,
            "minutes": change.room.minutes[stage - 1],
            "opened": change.now,
            "by": by,
        }
        change.connection.execute(insert(opening).values(**values))
        change.happened("opened", stage=stage, by=change.who(by))
    if change.room.state == "lobby":
        change.set_room(state="running")
    desk.step("opened")
    return first


def _end_pause(change: Change) -> None:
    change.connection.execute(
        update(pause).where(pause.c.room == change.room.id, pause.c.until.is_(None)).values(until=change.now)
    )


def _in(change: Change, *states: str, what: str) -> None:
    if change.room.state not in states:
        raise stale(what)


def _must_be_open(change: Change, stage: int) -> None:
    if not 1 <= stage <= opened_stage(change.connection, change.room.id):
        raise not_there()


def _as_seen(seen: float | None, now: float) -> None:
    if seen is not None and seen != now:
        raise stale(f"{now / MINUTE_SECONDS:g} minutes have been given by now.")


def _reasonable(seconds: float, before: float) -> None:
    if not 0 < abs(seconds) <= MOST_MINUTES * MINUTE_SECONDS:
        raise Refusal("seconds", f"Give up to {MOST_MINUTES} minutes.", status=400)
    if before + seconds < 0:
        raise Refusal("seconds", "Only time that was given before can be taken back.")


def _set_person(change: Change, key: int, **values: Any) -> None:
    change.connection.execute(update(person).where(person.c.id == key).values(**values))
