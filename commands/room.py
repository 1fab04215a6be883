"""join, ask, room, leave: a seat in a workshop's room."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import StateError, UsageError
from .support.open import open_sitting, seat_of
from .support.screen import Screen
from .support.ways import attending, said
from .support.work import show_start

if TYPE_CHECKING:
    from ..session.home import Home
    from ..session.sitting import Sitting
    from ..workshop.attendance import Attendance
    from ..workshop.messages import Me
    from ..workshop.outbox import Entry
    from ..workshop.seat import Seat

SCHEMA = "kata/room-status/v1"
LOOK_SECONDS = 2.0
"""Between two looks whether the room has opened stage 1."""

ALONE = "You are not in a room here. Ask the facilitator for the address and the code, then: `kata join URL CODE`."


def join(
    screen: Screen,
    url: str,
    code: str,
    folder: str,
    *,
    name: str,
    share: bool,
    insecure: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Takes a seat in a room, waits until it opens stage 1, and lays that; run again, it goes on."""
    from ..session.home import Home
    from ..workshop.seat import Seat

    home = Home()
    known = home.at((Path(folder) if folder else Path.cwd()).resolve()) if folder or not url else None
    if known is None:
        if not (url and code):
            raise UsageError("Say which room: `kata join URL CODE`. The facilitator tells both.")
        known, folder = _take_a_seat(screen, home, url, code, folder, name, share, insecure)
    seat = Seat.of(known)
    sitting = _once_open(screen, known, seat, sleep)
    show_start(screen, sitting, folder)
    return 0


def ask(screen: Screen, text: str) -> int:
    """Asks the facilitator something."""
    if not text.strip():
        raise UsageError('Ask something: `kata ask "May a price be zero?"`.')
    sitting = _in_room()
    with attending(screen, sitting) as attendance:
        attendance.ask(sitting, " ".join(text.split())[:1000])
    screen.show(
        "Your question is with the facilitator. The answer comes with your next command, or in `kata watch`."
    )
    return 0


def room(screen: Screen, browser: bool) -> int:
    """Shows where the room and this seat stand, what waits to be sent, and what was said."""
    sitting = _in_room()
    seat = _seat(sitting)
    if browser:
        return _open_browser(screen, sitting)
    if not seat.place().left:
        with attending(screen, sitting):
            pass
    if screen.json:
        screen.document(_document(seat))
    else:
        _show(screen, seat)
    return 0


def leave(screen: Screen) -> int:
    """Gives the seat up; what was written stays."""
    sitting = _in_room()
    with attending(screen, sitting) as attendance:
        attendance.leave()
    screen.show(
        "You have left the room. What you wrote is still here, and so are your reports: `kata report`."
    )
    return 0


def _take_a_seat(
    screen: Screen, home: Home, url: str, code: str, folder: str, name: str, share: bool, insecure: bool
) -> tuple[Path, str]:
    """The folder of the new sitting, and where its workspace is."""
    import importlib.metadata
    import shutil

    from ..session.reveal import check_empty
    from ..workshop import client as line
    from ..workshop import messages
    from ..workshop.seat import Seat

    place = line.address(url, insecure=insecure)
    if folder:
        check_empty(Path(folder).absolute())
    if line.is_open_to_all(place):
        screen.say(
            "Over http everybody on this network can read what you send, and send in your name.", "bold"
        )
    asked = messages.Join(
        code=code.strip().upper(), name=name, share=share, client=importlib.metadata.version("design-katas")
    )
    room = line.Client(place)
    try:
        joined = room.tell(messages.JOIN, asked, messages.Joined)
    except line.Offline as error:
        raise line.Offline(f"{error} Check the address, and that you are on the same network.") from None
    finally:
        room.close()
    folder = folder or _free_folder(joined.room.kata)
    workspace = Path(folder).absolute()
    check_empty(workspace)
    kept = home.create(joined.room.kata, workspace.resolve(), room=place)
    try:
        Seat.of(kept).take(place, joined)
        workspace.mkdir(parents=True, exist_ok=True)
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        raise
    who = joined.person.name or joined.person.animal
    animal = f" ({joined.person.animal})" if joined.person.name and joined.person.animal else ""
    screen.show(f"You are in: {joined.room.title}. Here you are {who}{animal}.", "bold")
    return kept, folder


def _free_folder(kata: str) -> str:
    """A folder called like the kata, or that with a number where there is one already."""
    if not (kata.isidentifier() and kata.isascii()):
        raise StateError(
            "The room's kata has a name that can be no folder. Name one: `kata join URL CODE DIR`."
        )
    number, folder = 1, kata
    while Path(folder).exists() and any(Path(folder).iterdir()):
        number += 1
        folder = f"{kata}-{number}"
    return folder


def _once_open(screen: Screen, folder: Path, seat: Seat, sleep: Callable[[float], None]) -> Sitting:
    """The sitting with stage 1 laid, as soon as the room has opened it."""
    from ..session.clock import SystemClock
    from ..session.home import read
    from ..session.reveal import begin
    from ..session.sitting import Sitting
    from ..workshop.attendance import Attendance
    from ..workshop.client import Offline
    from ..workshop.messages import ME, Me
    from ..workshop.seat import RoomPace

    if not read(folder).room:
        raise StateError("This folder is a workspace already. Join from another folder.")
    clock, client = SystemClock(), seat.client()
    workspace = Path(read(folder).workspace)
    attendance, told = Attendance(seat, client), ""
    try:
        while True:
            try:
                opened = attendance.kit(1) is not None
                words = "Stage 1 is not open yet. This waits for the facilitator to open it."
            except Offline as error:
                opened, words = False, f"{error} This tries again."
            if opened:
                break
            if words != told:
                told = words
                screen.show(f"{words} Ctrl-C ends the waiting; `kata join` in {workspace} goes on.")
            sleep(LOOK_SECONDS)
        sitting = Sitting(folder, workspace, seat.kata(), clock, RoomPace(seat, clock))
        with sitting.alone():
            if not sitting.record.entries():
                begin(sitting)
        seat.hear(client.ask(ME, Me), clock.now())
        attendance.fetch_book()
    finally:
        client.close()
    return sitting


def _in_room() -> Sitting:
    sitting = open_sitting()
    _seat(sitting)
    return sitting


def _seat(sitting: Sitting) -> Seat:
    seat = seat_of(sitting)
    if seat is None:
        raise StateError(ALONE)
    return seat


def _open_browser(screen: Screen, sitting: Sitting) -> int:
    import webbrowser

    from ..workshop.messages import LINK, Link

    attendance: Attendance
    with attending(screen, sitting) as attendance:
        data = attendance.client.send("POST", LINK)[1]
    from ..workshop.messages import decode

    link = decode(data, Link)
    if not link.url.startswith(f"{_seat(sitting).place().url}/"):
        raise StateError("The room sent a link to somewhere else. It was not opened.")
    if not webbrowser.open(link.url):
        screen.show("Open this once, within ten minutes:")
        screen.show(f"  {link.url}", whole=True)
    return 0


def _document(seat: Seat) -> dict[str, object]:
    place, heard = seat.place(), seat.heard()
    return {
        "schema": SCHEMA,
        "url": place.url,
        "left": place.left,
        "room": place.joined.room.title,
        "kata": place.joined.room.kata,
        "person": place.joined.person,
        "heard_at": heard.contact.at.text() if heard else None,
        "now": heard.me if heard else None,
        "outbox": [entry.what for entry in seat.outbox.waiting()],
        "refused": [{"what": entry.what, "why": entry.why} for entry in seat.outbox.refused()],
    }


def _show(screen: Screen, seat: Seat) -> None:
    from ..views.escape import visible
    from ..views.terminal import Voice

    say = Voice(screen.console)
    place, heard = seat.place(), seat.heard()
    person = place.joined.person
    say.line(visible(place.joined.room.title), "bold")
    say.entry("You", visible(" · ".join(part for part in (person.name, person.animal) if part)))
    if place.left:
        say.entry("Seat", "given up")
    elif heard is not None:
        for word, what in _standing(heard.me):
            say.entry(word, visible(what))
        say.entry("Heard", heard.contact.at.time_of_day())
        for message in heard.me.messages[-5:]:
            say.line(said(message), indent=2)
    waiting: tuple[Entry, ...] = seat.outbox.waiting()
    for entry in waiting:
        say.entry("Waits", visible(f"{entry.what}: sent as soon as the room answers"))
    for entry in seat.outbox.refused():
        say.entry("Refused", visible(f"{entry.what}: {entry.why}"))


def _standing(me: Me) -> list[tuple[str, str]]:
    from ..views.wording import clock

    words = {
        "lobby": "not begun yet",
        "running": f"stage {me.room.stage} is open",
        "paused": f"paused: {me.room.paused.reason if me.room.paused else ''}",
        "debrief": "debrief",
        "closed": "closed",
    }
    found = [("Room", words[me.room.state])]
    if me.own.finished:
        found.append(("Stage", "all closed"))
    elif not me.own.open:
        found.append(("Stage", f"{me.own.stage} opens when the facilitator says so"))
    else:
        left = f"{clock(me.own.left)} left" if me.own.left >= 0 else f"{clock(-me.own.left)} over"
        found.append(("Stage", f"{me.own.stage}, {left}"))
    for pending in me.pending:
        where = f", {pending.position} in the queue" if pending.position else ""
        found.append(("Pending", f"stage {pending.stage}: {pending.state}{where}"))
    return found
