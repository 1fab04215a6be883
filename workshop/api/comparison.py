"""What right designs paid at a stage: told once the debrief has begun, never before."""

from __future__ import annotations

from .. import messages, reading
from ..desk import Desk
from ..refusal import not_there
from ..rooms import closed_stage


def comparison(desk: Desk, person: str, stage: int) -> messages.Comparison:
    """The figures of the right designs; raises the 404 before the debrief and for a stage that is not closed."""
    with desk.store.read() as connection:
        of_room, own = reading.room_and_person(connection, person)
        closed = closed_stage(connection, own.id)
    if of_room.state not in ("debrief", "closed") or not 1 <= stage <= closed:
        raise not_there()
    return messages.Comparison(stage=stage)
