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
    check = desk.katas.kata(of_room.kata).check_called(asked.check, asked.stage)
    if check is None:
        raise not_there()
    hints = check.hints
    if not hints:
        raise Refusal("no-hint", "There are no hints for this check.", "Read what the brief says about it.")
    level = check.next_hint(len(taken))
    tell(desk, person, [(asked.stage, "hint", f"{asked.check} {level}")])
    return messages.HintGiven(
        check=asked.check, holds=check.holds, level=level, levels=len(hints), text=hints[level - 1]
    )
