"""Hints of a check that failed, one by one, counted by the server: a trainee's machine has none."""

from __future__ import annotations

from sqlalchemy import select

from .. import messages, reading
from ..desk import Desk
from ..people import tell
from ..refusal import Refusal, not_there
from ..rooms import closed_stage, may_reveal, opened_stage
from ..store.tables import note


def next_hint(desk: Desk, person: str, asked: messages.HintAsked) -> messages.HintGiven:
    """The next hint of the check; the last one comes again. Raises the 404 for a stage that is not shown yet."""
    with desk.store.read() as connection:
        of_room, own = reading.room_and_person(connection, person)
        opened, closed = opened_stage(connection, of_room.id), closed_stage(connection, own.id)
        if not may_reveal(opened, closed, asked.stage):
            raise not_there()
        query = select(note.c.text).where(
            note.c.person == own.id, note.c.stage == asked.stage, note.c.kind == "hint"
        )
        taken = {text for text in connection.execute(query).scalars() if text.startswith(f"{asked.check} ")}
    kata = desk.katas.kata(of_room.kata)
    found = [
        check
        for begun, check in kata.checks_from(asked.stage)
        if asked.check in (check.id, f"{begun.number}.{check.id}")
    ]
    if not found:
        raise not_there()
    hints = found[0].hints
    if not hints:
        raise Refusal("no-hint", "There are no hints for this check.", "Read what the brief says about it.")
    level = min(len(taken) + 1, len(hints))
    tell(desk, person, [(asked.stage, "hint", f"{asked.check} {level}")])
    return messages.HintGiven(
        check=asked.check, holds=found[0].holds, level=level, levels=len(hints), text=hints[level - 1]
    )
