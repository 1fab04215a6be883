"""What the pages are made from: the desk, the live reader, and what the server knows of its workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from ...fleet.courier import Progress
from ..desk import Desk
from ..live import Live, Look, Piece, Topic
from ..rooms import join_code
from ..store import tables as t
from .board import Place, board, projector, trainee
from .facts import Facts, facts
from .pieces import of_board, of_projector, of_trainee


@dataclass(frozen=True)
class Workers:
    """What grades: how many at a time, behind which wall, whether its verdicts are practice, and how far it is.

    `full`: the disk is, so nothing more is received. `trouble` says why nothing is graded now, and what to do.
    """

    count: int = 0
    rung: str = ""
    practice: bool = False
    progress: Mapping[str, Progress] = field(default_factory=dict)
    full: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Site:
    """Everything that a page needs. `url` is how people reach the server, without a slash at its end.

    `secure` tells that a cookie may be one that only this host sets, over TLS or to the machine itself.
    """

    desk: Desk
    live: Live
    workers: Callable[[], Workers]
    url: str
    secure: bool = True

    def place(self, room: Row[Any]) -> Place:
        """What the pages of that room need beside its facts."""
        return place(self.desk, self.workers(), self.url, room)

    def facts(self, connection: Connection, room: Row[Any]) -> Facts:
        """The room as it is now."""
        return facts(connection, room.id, self.desk.clock.now(), self.workers().progress)


def place(desk: Desk, workers: Workers, url: str, room: Row[Any]) -> Place:
    """What the pages of a room need beside its facts."""
    return Place(
        kata=desk.katas.kata(room.kata),
        join=f"kata join {url} {join_code(desk, room)}",
        code=join_code(desk, room),
        workers=workers.count,
        rung=workers.rung,
        practice=workers.practice,
        full=workers.full,
        trouble=workers.trouble,
    )


def site(desk: Desk, workers: Callable[[], Workers], url: str, *, secure: bool = True) -> Site:
    """The pages of a server, with their live reader; `close` of the reader ends the streams."""

    def look(key: int) -> Look:
        grading = workers()
        with desk.store.read() as connection:
            found = facts(connection, key, desk.clock.now(), grading.progress)
        there = place(desk, grading, url, found.room)

        def pieces(topic: Topic) -> dict[str, Piece]:
            now = found.now.wall
            if topic.view == "board":
                return of_board(board(found, there), now)
            if topic.view == "projector":
                return of_projector(projector(found, there), now, url)
            person = next(each for each in found.people if each.id == topic.person)
            return of_trainee(trainee(found, person, there), now)

        return Look(found.now.wall, pieces)

    return Site(desk, Live(desk.store, look), workers, url.rstrip("/"), secure)


def person_named(connection: Connection, room: int, public: str) -> Row[Any] | None:
    """The person of that room with that id."""
    return connection.execute(
        select(t.person).where(t.person.c.room == room, t.person.c.public == public)
    ).one_or_none()
