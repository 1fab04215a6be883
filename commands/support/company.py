"""What a watched sitting hears while nobody types: nothing for who is alone, the room for who is in one."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from ...base.errors import KataError
from .open import seat_of
from .ways import said

if TYPE_CHECKING:
    from ...session.sitting import Sitting
    from ...workshop.attendance import Attendance

LISTEN_SECONDS = 4.0
"""Between two looks at the room."""


class Company(Protocol):
    """Who else has something to say."""

    def words(self) -> tuple[str, ...]:
        """What was said since it was asked last."""
        ...


class Nobody:
    """Says nothing."""

    def words(self) -> tuple[str, ...]:
        return ()


class Ears:
    """Listens to a room: sends what waits, keeps its clock, tells what is new."""

    def __init__(self, attendance: Attendance, sitting: Sitting) -> None:
        self._attendance, self._sitting = attendance, sitting
        self._heard: deque[str] = deque()
        self._connected = True
        self._told_open = 0

    def words(self) -> tuple[str, ...]:
        found = []
        while self._heard:
            found.append(self._heard.popleft())
        return tuple(found)

    def listen(self) -> None:
        """One look at the room."""
        try:
            new = self._attendance.refresh(self._sitting)
        except KataError as error:
            if self._connected:
                self._heard.append(f"{error} Your work is safe here; this tries again.")
            self._connected = False
            return
        if not self._connected:
            self._heard.append("Connected with the room again.")
        self._connected = True
        self._heard.extend(said(message) for message in new)
        self._tell_of_an_opened_stage()

    def _tell_of_an_opened_stage(self) -> None:
        heard, now = self._attendance.seat.heard(), self._sitting.progress()
        if heard is None or not now.between_stages:
            return
        own = heard.me.own
        if own.open and own.stage > now.stage and own.stage != self._told_open:
            self._told_open = own.stage
            self._heard.append(f"Stage {own.stage} is open: `kata next`, or the key n.")


@contextmanager
def company_of(sitting: Sitting) -> Iterator[Company]:
    """Whoever is heard while this lasts."""
    seat = seat_of(sitting)
    if seat is None or seat.place().left:
        yield Nobody()
        return
    from ...workshop.attendance import Attendance

    client, ended = seat.client(), threading.Event()
    ears = Ears(Attendance(seat, client), sitting)

    def listen() -> None:
        while True:
            ears.listen()
            if ended.wait(LISTEN_SECONDS):
                break
        client.close()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield ears
    finally:
        ended.set()
