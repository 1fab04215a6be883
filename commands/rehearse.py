"""workshop rehearse: simulated trainees play a room, so that a facilitator sees it alive before people come."""

from __future__ import annotations

import threading

from ..base.errors import UsageError
from .support.open import open_kata, open_pack
from .support.screen import Screen
from .support.trust import trusted

MOST_PEOPLE = 200


def rehearse(
    screen: Screen,
    url: str,
    code: str,
    *,
    name: str,
    pack: str,
    yes: bool,
    people: int,
    seconds: float,
    insecure: bool,
) -> int:
    """Fills the room with so many; who opens the stages is the facilitator, or the room by itself."""
    from ..workshop.client import address
    from ..workshop.rehearsal import parts
    from ..workshop.rehearsal import rehearse as played

    if not 1 <= people <= MOST_PEOPLE:
        raise UsageError(f"--people {people}: choose 1 to {MOST_PEOPLE}.")
    opened = trusted(screen, open_pack(pack), yes=yes)
    kata = open_kata(opened, name)
    cast = parts(kata, opened.designs(kata.name), opened.pitfalls(kata.name), people)
    screen.say("Use a room of its own for this, and close it afterwards. Ctrl-C ends it.")
    actors = played(
        address(url, insecure=insecure),
        code.strip().upper(),
        cast,
        seconds=seconds,
        tell=screen.say,
        end=threading.Event(),
    )
    done = sum(actor.passed == len(kata.stages) for actor in actors)
    screen.show(f"The rehearsal is over: {done} of {people} passed all {len(kata.stages)} stages.", "bold")
    troubled = [actor.trouble for actor in actors if actor.trouble]
    for trouble in dict.fromkeys(troubled):
        screen.show(f"{troubled.count(trouble)} had trouble: {trouble}")
    return 3 if troubled else 0
