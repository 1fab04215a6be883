"""What right designs paid at a stage: told once the debrief has begun, never before."""

from __future__ import annotations

from ...session.references import references
from .. import messages, reading
from ..desk import Desk
from ..refusal import not_there
from ..rooms import closed_stage, shows_reference


def comparison(desk: Desk, person: str, stage: int) -> messages.Comparison:
    """The figures of the right designs, and of the first one its new files where the facilitator shows them.

    Raises the 404 before the debrief and for a stage that is not closed.
    """
    with desk.store.read() as connection:
        of_room, own = reading.room_and_person(connection, person)
        closed = closed_stage(connection, own.id)
        shown = shows_reference(connection, of_room.id)
    if of_room.state not in ("debrief", "closed") or not 1 <= stage <= closed:
        raise not_there()
    kata = desk.katas.kata(of_room.kata)
    files: dict[str, str] = {}
    if shown:
        first = references(kata, desk.katas.pack.designs(kata.name)[:1], stage)[0]
        files = {path: data.decode("utf-8", "replace") for path, data in first.new_files.items()}
    band = tuple(
        messages.DesignCost(title=title[:400], figures=figures)
        for title, figures in desk.katas.costs(kata.name, stage)
    )
    return messages.Comparison(stage=stage, band=band, files=files)
