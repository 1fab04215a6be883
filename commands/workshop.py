"""kata workshop: serve rooms for many trainees, make links into them, keep and forget their data."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import MachineError, UsageError
from ..views.escape import visible
from ..views.wording import count
from .support.open import open_pack
from .support.screen import Screen
from .support.trust import trusted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..workshop.desk import Desk
    from ..workshop.pages.facts import Table
    from ..workshop.regrading import Compared
    from ..workshop.server import Running, Settings

NEEDED = ("alembic", "segno", "sqlalchemy", "starlette", "uvicorn")
PEOPLE_PER_WORKER = 15
"""That a processor serves well: nobody waits for more than about a minute."""


def data_folder() -> Path:
    """Where a workshop is kept when nothing is said."""
    from ..base.folders import state_folder

    return state_folder() / "workshop"


def insist_on_extra() -> None:
    """Raises MachineError where the packages that a server needs are not installed."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise MachineError(
            "A workshop needs packages that are not installed. Install them: "
            f"{sys.executable} -m pip install 'design-katas[workshop]'"
        )


def serve(screen: Screen, settings: Settings, kata: str, yes: bool) -> int:
    """Serves until it is stopped; with a `kata`, a room is made first."""
    from ..workshop.log import log_to
    from ..workshop.server import answer, listen, running

    trusted(screen, open_pack(settings.pack), yes=yes)
    log_to(sys.stderr)
    if settings.workers.scheduler is not None:
        settings.workers.scheduler.insist()
    with listen(settings) as listening, running(settings) as ready:
        _tell(screen, settings, ready, kata)
        answer(ready, settings, listening)
    return 0


def link(screen: Screen, settings: Settings, *, room: str, projector: bool, revoke: bool) -> int:
    """Prints a new link, or ends the ones there are."""
    from ..workshop import grants
    from ..workshop.server import served_at

    desk = _existing(settings)
    try:
        if projector and not room:
            raise UsageError("--projector needs --room R: a projector shows one room.")
        role: grants.Role = "projector" if projector else "facilitator" if room else "owner"
        if revoke:
            ended = grants.revoke(desk, role=role, room_id=room)
            screen.show(f"{ended} of these links and what they opened have ended.")
            return 0
        token = grants.link(desk, role, room_id=room)
        screen.show(f"{served_at(settings)}/#{token}", whole=True)
        screen.say("It is good once, within ten minutes.")
    finally:
        desk.store.close()
    return 0


def backup(screen: Screen, settings: Settings, target: Path) -> int:
    """Copies the database while it is used."""
    if target.exists():
        raise UsageError(f"{target} is there already. Name a new file.")
    desk = _existing(settings)
    try:
        desk.store.backup(target)
    finally:
        desk.store.close()
    told = f"Kept in {target}. Keep the file `key` of {settings.data} too, elsewhere: codes come from it."
    screen.show(told, whole=True)
    return 0


def forget(screen: Screen, settings: Settings, room: str) -> int:
    """Forgets the people of a closed room."""
    from ..workshop.keeping import forget as forgotten

    desk = _existing(settings)
    try:
        count = forgotten(desk, room)
    finally:
        desk.store.close()
    screen.show(f"{count} people are forgotten; animals, times and figures are kept.")
    return 0


def export(
    screen: Screen, settings: Settings, room: str, ending: str, out: Path | None, *, names: bool, yes: bool
) -> int:
    """Writes what was done in a room to a file: the same as on its page *Exports*."""
    from ..base.whole_files import whole_file
    from ..workshop.pages.exports import PIECE, exported
    from ..workshop.pages.facts import facts

    trusted(screen, open_pack(settings.pack), yes=yes)
    target = out or Path(f"room-{room}.{ending}")
    desk = _existing(settings)
    try:
        with desk.store.read() as connection:
            row = _named(connection, room)
            found = facts(connection, row.id, desk.clock.now())
            with exported(desk, connection, found, ending, names=names) as made, whole_file(target) as file:
                shutil.copyfileobj(made, file, PIECE)
    finally:
        desk.store.close()
    screen.show(f"Written: {target}", whole=True)
    return 0


def regrade(
    screen: Screen,
    settings: Settings,
    room: str,
    *,
    stage: int | None,
    hand_in: str,
    reason: str,
    apply: bool,
    cancel: bool,
) -> int:
    """Begins a regrading, decides on the one that there is, or shows it."""
    from ..workshop import regrading
    from ..workshop.pages.board import regrading_told

    begins = stage is not None or bool(hand_in)
    if sum((stage is not None, bool(hand_in), apply, cancel)) > 1:
        raise UsageError("Say one thing: --stage N, --hand-in ID, --apply or --cancel.")
    desk = _existing(settings)
    try:
        with desk.store.read() as connection:
            row = _named(connection, room)
            found = regrading.undecided(connection, row.id)
        if (apply or cancel) and found is None:
            raise UsageError("There is no regrading to decide on. Begin one: --stage N --reason TEXT.")
        if begins:
            regrading.regrade(desk, room, stage=stage, hand_in=hand_in, reason=reason, by=None)
            screen.show("They are graded again, aside, by the server. Run this again without options to see.")
        elif found is not None and apply:
            changed = regrading.apply(desk, room, found.public, by=None)
            screen.show(f"The new verdicts count. {count(changed, 'hand-in')} changed.")
        elif found is not None and cancel:
            regrading.cancel(desk, room, found.public, by=None)
            screen.show("The regrading is cancelled. Nothing has changed.")
        else:
            screen.show(regrading_told(found))
            for each in found.hand_ins if found else ():
                if each.trouble or each.differs:
                    screen.show(f"  {visible(each.who)}, {_differs(each)}")
    finally:
        desk.store.close()
    return 0


def _differs(each: Compared) -> str:
    """What a regrading would change for one hand-in, in words."""
    where = f"stage {each.stage}, attempt {each.attempt}"
    if each.new is None:
        return f"{where}: could not be graded ({visible(each.trouble)})"
    words = {True: "passed", False: "not passed"}
    checks = ", ".join(f"{name} {each.new.checks.get(name, 'not there')}" for name in each.changed)
    return f"{where}: {words[each.old.passed]}, now {words[each.new.passed]}. {checks}"


def _named(connection: Connection, room: str) -> Table:
    """The room's row; raises Refusal where there is none of that id."""
    from ..workshop.pages.facts import room_named
    from ..workshop.refusal import not_there

    row = room_named(connection, room)
    if row is None:
        raise not_there()
    return row


def _existing(settings: Settings) -> Desk:
    from ..workshop.server import desk_of

    if not settings.data.is_dir():
        raise UsageError(f"{settings.data} holds no workshop. Name its folder with --data.")
    return desk_of(settings)


def _tell(screen: Screen, settings: Settings, ready: Running, kata: str) -> None:
    from ..workshop import grants, rooms

    note = ready.proved.note()
    people = max(1, ready.workers) * PEOPLE_PER_WORKER
    cluster = settings.workers.scheduler
    where = f" of {cluster.address}" if cluster is not None else ""
    screen.show(
        f"{count(ready.workers, 'worker')}{where} behind the sandbox {note.rung}: "
        f"about {people} people are served well."
    )
    if not note.counts_as_grade:
        screen.show("The sandbox is weak: this is practice, and nothing counts as a grade.", "bold")
    if settings.insecure_lan:
        screen.show("Without TLS everybody in the network can read along: --insecure-lan was said.", "bold")
    link = f"{ready.url}/#{grants.link(ready.desk, 'owner')}"
    screen.show(f"Facilitator (once, within ten minutes): {link}", whole=True)
    if kata:
        public = rooms.create_room(ready.desk, kata)
        code = rooms.code_now(ready.desk, public)
        screen.show(f"Room {public}. Trainees type: kata join {ready.url} {code}", whole=True)
    sys.stdout.flush()
