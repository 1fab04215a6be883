"""How a sitting goes: alone, with the whole kata on this machine, or in a room, which has it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import msgspec

from ...base.errors import KataError, UsageError
from ...session.home import read
from .open import book_of, open_pack, right_design, seat_of
from .screen import OVERWRITE, Screen

if TYPE_CHECKING:
    from ...content.book import Book
    from ...report.report import Report
    from ...session.amend import Judge as AmendmentJudge
    from ...session.handin import Judge
    from ...session.hint import Hint
    from ...session.sitting import Sitting
    from ...views.run import Exhibit
    from ...workshop.attendance import Attendance
    from ...workshop.messages import Accepted, Message, Progress
    from .grading import Grader


class Way(Protocol):
    """What a command needs that is done here by who is alone, and by the room for who is in one."""

    @property
    def judge(self) -> Judge:
        """Decides on what is handed in."""
        ...

    def amendments(self, sitting: Sitting, reason: str) -> AmendmentJudge:
        """Finds out what kind of change an amendment is."""
        ...

    def opened(self, sitting: Sitting, number: int, ask: Callable[[], str]) -> tuple[Sitting, str] | None:
        """The sitting with the stage of that number, ready to be revealed, and what `ask` said of it; None: not yet."""
        ...

    def hint(self, sitting: Sitting, check: str) -> Hint:
        """The next hint for a check."""
        ...

    def beside(self, sitting: Sitting, report: Report) -> Exhibit:
        """A closed stage beside the reference designs, where they may be seen; else alone."""
        ...


class Alone(msgspec.Struct, frozen=True):
    """The grader and the pack of this machine; with `again` it grades what it has graded before, too."""

    grade: Grader
    again: bool = False

    @property
    def judge(self) -> Judge:
        from ...session.gradings import remembering_own

        return remembering_own(self.grade, self.grade.walls, again=self.again)

    def amendments(self, sitting: Sitting, reason: str) -> AmendmentJudge:
        from ...session.amendment_kind import Judge

        right = right_design(open_pack(read(sitting.folder).pack), sitting.kata)
        return Judge(sitting.kata, self.grade, right)

    def opened(self, sitting: Sitting, number: int, ask: Callable[[], str]) -> tuple[Sitting, str] | None:
        return sitting, ask()

    def hint(self, sitting: Sitting, check: str) -> Hint:
        from ...session.hint import take_hint

        return take_hint(sitting, check)

    def beside(self, sitting: Sitting, report: Report) -> Exhibit:
        from .stage_views import closed_exhibit

        pack = open_pack(read(sitting.folder).pack)
        return closed_exhibit(sitting, pack, self.grade, report.stage)


class InRoom(msgspec.Struct, frozen=True):
    """The room's server."""

    attendance: Attendance

    @property
    def judge(self) -> Judge:
        return self.attendance.judge

    def amendments(self, sitting: Sitting, reason: str) -> AmendmentJudge:
        return self.attendance.amendments(sitting, reason)

    def opened(self, sitting: Sitting, number: int, ask: Callable[[], str]) -> tuple[Sitting, str] | None:
        return self.attendance.opened(sitting, number, ask)

    def hint(self, sitting: Sitting, check: str) -> Hint:
        return self.attendance.hint(sitting, check)

    def beside(self, sitting: Sitting, report: Report) -> Exhibit:
        from .stage_views import exhibit_of

        own = exhibit_of(sitting, report)
        try:
            found = self.attendance.comparison(report.stage)
        except KataError:
            return own
        return replace(
            own,
            reference_files={path: text.encode() for path, text in found.files.items()},
            band={design.title: design.figures for design in found.band},
        )


@contextmanager
def way_of(
    screen: Screen, sitting: Sitting, *, stay: bool = False, clock: bool = False, again: bool = False
) -> Iterator[Way]:
    """The sitting's way, for one command; `clock` and `stay` as `grading` and the room take them.

    With `again` what was graded before is graded again; raises UsageError in a room, whose facilitator decides that.
    """
    seat = seat_of(sitting)
    if seat is None:
        from .grading import grading  # not for `status`, which grades nothing

        with grading(screen, clock=clock) as grade:
            yield Alone(grade, again)
        return
    if again:
        raise UsageError(
            "In a room the facilitator lets a hand-in be graded again: tell with `kata ask TEXT`."
        )
    with attending(screen, sitting, stay=stay) as attendance:
        yield InRoom(attendance)


@contextmanager
def attending(screen: Screen, sitting: Sitting, *, stay: bool = False) -> Iterator[Attendance]:
    """The line to the sitting's room, for one command; what waited is sent, and what the room said is shown."""
    from ...workshop.attendance import Attendance
    from ...workshop.client import NotWelcome
    from ...workshop.seat import Seat

    seat = Seat.of(sitting.folder)
    client = seat.client()
    place = Waiting(screen)
    attendance = Attendance(seat, client, place.tell, stay)
    try:
        try:
            show_messages(screen, attendance.refresh(sitting))
        except NotWelcome:
            raise
        except KataError as error:
            if not screen.json:
                screen.say(f"{error}", "dim")
        yield attendance
    finally:
        place.end()
        client.close()


def in_touch(screen: Screen, sitting: Sitting) -> None:
    """Hears the sitting's room where it is in one, and shows what is new; offline, nothing is said of it here."""
    seat = seat_of(sitting)
    if seat is not None and not seat.place().left:
        with suppress(KataError), attending(screen, sitting):
            pass


def renewed_book(sitting: Sitting) -> Book:
    """The book, with what the room has opened by now."""
    seat = seat_of(sitting)
    if seat is None:
        return book_of(sitting).of(sitting.kata.chapters)
    if not seat.place().left:
        from ...workshop.attendance import Attendance

        client = seat.client()
        try:
            Attendance(seat, client).fetch_book()
        finally:
            client.close()
    return seat.book()


def show_messages(screen: Screen, new: tuple[Message, ...]) -> None:
    """What the facilitator said, each once."""
    if screen.json:
        return
    for message in new:
        screen.say(said(message), "bold")


def said(message: Message) -> str:
    """One message in words."""
    from ...views.escape import visible

    whom = "to you" if message.own else "to all"
    answers = f"You asked: {message.answers} " if message.answers else ""
    return visible(f"{answers}The facilitator {whom}: {message.text}", 4500)


class Waiting:
    """Tells where a hand-in stands, on a terminal in one line written over; elsewhere each place in the queue once."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._last = ""

    def tell(self, now: Accepted | Progress) -> None:
        words = place_in_words(now)
        if now.state == "grading" and not self._screen.redraws:
            words = "Being graded"  # once, not at each check
        if words and words != self._last:
            self._last = words
            if self._screen.redraws:
                sys.stderr.write(f"{OVERWRITE}{words}"[: self._screen.aside.width - 1])
                sys.stderr.flush()
            elif not self._screen.json:
                self._screen.say(words)

    def end(self) -> None:
        """Takes the line away."""
        if self._last and self._screen.redraws:
            sys.stderr.write(OVERWRITE)
            sys.stderr.flush()


def place_in_words(now: Accepted | Progress) -> str:
    """Where a hand-in stands: `7th of 31, about 50 s`; empty when it has its verdict."""
    from ...workshop.messages import Progress

    if now.state == "grading":
        if isinstance(now, Progress) and now.total:
            return f"Being graded: {now.decided} of {now.total} checks"
        return "Being graded"
    if now.state != "queued" or now.position < 1:
        return ""
    among = f" of {now.waiting}" if now.waiting >= now.position else ""
    return f"Handed in: {ordinal(now.position)}{among}, about {now.seconds:.0f} s"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
