"""Finds what a command works on: the pack, the kata, the sitting around the current folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.errors import UsageError

if TYPE_CHECKING:
    from ...content.book import Book
    from ...content.kata import Files, Kata
    from ...content.pack import Pack
    from ...session.sitting import Sitting
    from ...workshop.seat import Seat


def open_pack(folder: str) -> Pack:
    """The pack in `folder`, or the built-in one when no folder is named."""
    from ...content.pack import Pack, built_in

    return Pack(Path(folder).resolve()) if folder else built_in()


def is_pack(folder: Path) -> bool:
    """Whether katas lie in that folder."""
    return any(folder.glob("katas/*/kata.toml"))


def pack_here(folder: str) -> Pack:
    """The pack in `folder`; without one, the pack that the current folder is, else the built-in one."""
    return open_pack(folder or (str(Path.cwd()) if is_pack(Path.cwd()) else ""))


def open_kata(pack: Pack, name: str) -> Kata:
    """Finds the kata of that name; without a name, the one that the pack means then.

    Raises UsageError when it is not clear which.
    """
    names = pack.names()
    name = name or pack.default()
    if name not in names:
        told = f"There is no kata called {name!r}." if name else "Which kata?"
        raise UsageError(f"{told} Name one of: {', '.join(names) or 'none in this pack'}.")
    return pack.kata(name)


def kata_of(pack: Pack, name: str, repository: Path) -> Kata:
    """The kata of that name; without a name, the only one whose client files lie in the repository's folder, if any."""
    if not name:
        katas = [pack.kata(each) for each in pack.names()]
        seen = [each for each in katas if all((repository / file).is_file() for file in each.client_files)]
        if len(seen) == 1:
            return seen[0]
    return open_kata(pack, name)


def right_design(pack: Pack, kata: Kata) -> Callable[[int], Files]:
    """The files of the first right design when a stage is closed, by the stage's number."""

    def files(stage: int) -> Files:
        from ...content.designs import state

        return state(kata, pack.designs(kata.name)[0], stage)

    return files


def open_sitting(inside: Path | None = None) -> Sitting:
    """The sitting of the workspace that the current folder lies in; the kata of one in a room is what came of it."""
    from ...session.clock import SystemClock
    from ...session.home import Home, read
    from ...session.sitting import Sitting

    folder = Home().find(inside or Path.cwd())
    identity = read(folder)
    workspace, clock = Path(identity.workspace), SystemClock()
    if identity.room:
        from ...workshop.seat import RoomPace, Seat

        seat = Seat.of(folder)
        return Sitting(folder, workspace, seat.kata(), clock, RoomPace(seat, clock))
    return Sitting(folder, workspace, open_kata(open_pack(identity.pack), identity.kata), clock)


def seat_of(sitting: Sitting) -> Seat | None:
    """The sitting's seat in a room; None for one who is alone."""
    from ...session.home import read

    if not read(sitting.folder).room:
        return None
    from ...workshop.seat import Seat

    return Seat.of(sitting.folder)


def book_of(sitting: Sitting) -> Book:
    """The book of the sitting's pack; in a room, what of it came."""
    from ...session.home import read

    seat = seat_of(sitting)
    return open_pack(read(sitting.folder).pack).book(sitting.kata) if seat is None else seat.book()


def open_stage(sitting: Sitting, number: int | None) -> int:
    """Gives the stage that `--stage` names; without it the last one handed in.

    Raises UsageError for a stage that is not open yet, or when nothing was handed in.
    """
    revealed = sitting.progress().stage
    if number is None:
        for stage in (revealed, revealed - 1):
            if sitting.last_verdict(stage) is not None:
                return stage
        raise UsageError("Nothing was handed in yet. Hand in with `kata next`.")
    if not 1 <= number <= revealed:
        choice = f"a stage from 1 to {revealed}" if revealed > 1 else "stage 1"
        raise UsageError(f"Stage {number} is not open yet. Choose {choice}.")
    return number
