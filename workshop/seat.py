"""A trainee's seat in a room, as it is kept on their machine: the token, what came of the kata, the room's clock.

It lies in the folder of the sitting. There is never a hidden test, a reference, a later brief or a seed among it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from ..base.decoding import from_json
from ..base.errors import StateError
from ..base.whole_files import whole_file
from ..content.book import Book
from ..content.kata import Kata, Stage
from ..session.clock import Clock, Instant, elapsed
from ..session.timesheet import MINUTE_SECONDS, Timesheet
from .client import Client
from .kit import Kit, book_of, kata_of, unpack_kit
from .messages import Comparison, Joined, Kind, Me, Message, OpenBook
from .outbox import Contact, Outbox

FOLDER = "room"
"""Inside the folder of a sitting."""

STALE_SECONDS = 20.0
"""Without an answer for so long, the room is said not to be connected."""

FIXED = "The room's clock is the facilitator's; ask: `kata ask`."
"""Why a trainee in a room cannot stop the clock."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the seat is. The token is the seat's key; empty once it was given up."""

    url: str
    joined: Joined
    left: bool = False


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in that the room has. `id` is the room's; stage and attempt are the sitting's; `done`: nothing is left.

    `regrading` is the last regrading that its report came of; empty for the first verdict.
    """

    id: str
    kind: Kind
    stage: int
    attempt: int = 0
    tree: str
    reason: str = ""
    closed: bool = False
    done: bool = False
    regrading: str = ""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What the room said last, and when."""

    me: Me
    contact: Contact
    shown: tuple[str, ...] = ()


T = TypeVar("T")


@dataclass(frozen=True)
class Seat:
    """What is kept in `folder`."""

    folder: Path

    @classmethod
    def of(cls, sitting: Path) -> Seat:
        """The seat of the sitting that is kept in that folder."""
        return cls(sitting / FOLDER)

    @cached_property
    def outbox(self) -> Outbox:
        """What is still to be sent."""
        return Outbox(self.folder / "outbox")

    def take(self, url: str, joined: Joined) -> None:
        """Keeps what came of joining."""
        self._write("seat.json", Place(url=url, joined=joined))

    def leave(self) -> None:
        """Forgets the token."""
        place = self.place()
        joined = msgspec.structs.replace(place.joined, token="0" * 16)
        self._write("seat.json", msgspec.structs.replace(place, joined=joined, left=True))

    def place(self) -> Place:
        """Where the seat is; raises StateError when that cannot be read."""
        found = self._read("seat.json", Place)
        if found is None:
            raise StateError(
                f"{self.folder / 'seat.json'} is gone or cannot be read. Join the room again: `kata join URL CODE`."
            )
        return found

    def client(self) -> Client:
        """A line to the room; raises StateError for who has left."""
        place = self.place()
        if place.left:
            raise StateError(
                "You have left this room. What you wrote is still here; join again in another folder."
            )
        return Client(place.url, place.joined.token)

    def keep_kit(self, data: bytes) -> Kit:
        """Keeps a stage's kit as it came, if it is the kata's; raises Refused for what is none."""
        kit = unpack_kit(data)
        if kit.name != self.place().joined.room.kata:
            raise StateError(f"The room sent files of another kata ({kit.name}). Nothing of them was taken.")
        self._keep(f"kit-{kit.number}", data)
        return kit

    def kits(self) -> tuple[Kit, ...]:
        """The kits that came, from stage 1 on."""
        found: list[Kit] = []
        while (path := self.folder / f"kit-{len(found) + 1}").is_file():
            found.append(unpack_kit(path.read_bytes()))
        return tuple(found)

    def kata(self) -> Kata:
        """The kata as far as the room has shown it."""
        kits = self.kits()
        if not kits:
            raise StateError("The room has not opened stage 1 yet. `kata join` waits for it.")
        return kata_of(kits, self.place().joined.room.stages)

    def keep_book(self, book: OpenBook) -> None:
        """Keeps the chapters that are open now."""
        self._write("book.json", book)

    def book(self) -> Book:
        """The chapters that came."""
        found = self._read("book.json", OpenBook)
        return book_of(found or OpenBook(title="", credit="", license="", revised=""))

    def keep_comparison(self, comparison: Comparison) -> None:
        """Keeps what a stage is held against."""
        self._write(f"comparison-{comparison.stage}.json", comparison)

    def comparison(self, stage: int) -> Comparison | None:
        """What came to hold a stage against."""
        return self._read(f"comparison-{stage}.json", Comparison)

    def hear(self, me: Me, at: Instant) -> tuple[Message, ...]:
        """Keeps what the room said, and returns the messages that are new."""
        heard = self.heard()
        shown = heard.shown if heard else ()
        new = tuple(message for message in me.messages if message.id not in shown)
        known = tuple(message.id for message in me.messages)
        self._write("heard.json", Heard(me=me, contact=Contact(now=me.now, at=at), shown=known))
        return new

    def heard(self) -> Heard | None:
        """What the room said last."""
        return self._read("heard.json", Heard)

    def note_sent(self, name: str, sent: Sent) -> None:
        """Keeps that the room has a hand-in, under the sitting's own name for it."""
        self._write(f"sent/{name}.json", sent)

    def sent(self, name: str) -> Sent | None:
        """What the room has under that name."""
        return self._read(f"sent/{name}.json", Sent)

    def forget_sent(self, name: str) -> None:
        """It is to be sent again."""
        (self.folder / "sent" / f"{name}.json").unlink(missing_ok=True)

    def all_sent(self) -> dict[str, Sent]:
        """Everything that the room has, by name."""
        names = sorted(path.stem for path in (self.folder / "sent").glob("*.json"))
        return {name: sent for name in names if (sent := self.sent(name)) is not None}

    def _write(self, name: str, value: msgspec.Struct) -> None:
        self._keep(name, msgspec.json.encode(value))

    def _keep(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_file(path) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)

    def _read(self, name: str, kind: type[T]) -> T | None:
        try:
            return from_json((self.folder / name).read_bytes(), kind)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None


@dataclass(frozen=True)
class RoomPace:
    """The room's clock, as it was last heard and has gone on since."""

    seat: Seat
    clock: Clock
    fixed: str = FIXED

    def allowed(self, stage: Stage) -> float:
        heard = self._of(stage.number)
        return heard.me.own.allowed if heard else stage.minutes * MINUTE_SECONDS

    def sheet(self, own: Timesheet, stage: int, until: Instant) -> Timesheet:
        heard = self._of(stage)
        if heard is None:
            return own
        since = elapsed(heard.contact.at, until)
        passed = since.worked + since.suspended
        used = heard.me.own.allowed - heard.me.own.left + (passed if heard.me.own.runs else 0.0)
        return Timesheet(own.started, max(0.0, used), 0.0, tuple(_remarks(heard, passed)))

    def _of(self, stage: int) -> Heard | None:
        """What was last heard, if it was of that stage."""
        heard = self.seat.heard()
        return heard if heard and heard.me.own.stage == stage and heard.me.own.open else None


def _remarks(heard: Heard, passed: float) -> list[str]:
    found = []
    if passed > STALE_SECONDS:
        at = heard.contact.at.time_of_day()
        found.append(f"Not connected with the room since {at}: the time is this machine's own estimate.")
    if heard.me.room.paused is not None:
        found.append(f"The room is paused: {heard.me.room.paused.reason}")
    for extra in heard.me.own.extra:
        sign = "more" if extra.seconds >= 0 else "less"
        minutes = abs(extra.seconds) / MINUTE_SECONDS
        found.append(
            f"{minutes:g} minutes {sign} at this stage{f': {extra.reason}' if extra.reason else '.'}"
        )
    if heard.me.own.behind:
        found.append(
            "The room has gone on. Your next `kata next` hands in, closes this stage and goes on, too."
        )
    return found
