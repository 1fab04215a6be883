"""One thread of the server that has the queue graded: claims when a worker is free, sends, records, tidies up.

It keeps nothing that the database does not: whatever it loses is claimed again, by this server or the next.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import queue as queues
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from ..base.errors import KataError, MachineError
from ..content.designs import state as design_state
from ..content.kata import Files, Kata
from ..fleet.assignment import Answer, Assignment, decode, encode
from ..fleet.courier import Courier, Lost, Progress
from ..fleet.fleet import wrong_version
from ..fleet.parcel import Refused, parcel_of
from ..report.report import Report
from ..report.scoring import fails, is_stuck
from ..session.amendment_kind import Amendment, Judge
from ..session.clock import Instant
from ..workspace.snapshot import Snapshot
from . import queue
from .clock import AWAY_SECONDS, moved
from .desk import Desk
from .hand_ins import LIVE, REGRADE, SLOW
from .queue import MOST_TRIES, Claimed, Verdict
from .rooms import open_by_clock
from .store.tables import room

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
"""For an answer to come, before it is looked whether anything else is to be done."""

CLAIM_SECONDS = 1.0
"""Between two looks at the queue when nothing was written here: another server may have put something in."""

BEAT_SECONDS = 5.0
EXAM_SECONDS = 120.0
"""For all calls of one exam: others wait."""

STOP_SECONDS = 30.0
"""A job that has run this long is stopped once when others wait."""

TWICE = 50
"""Of so many gradings by a cluster one is made twice and compared: a worker that lies, or is broken, is noticed."""

PROVE_SECONDS = 30.0
"""Between two tries of walls that did not hold."""

RETRY_SECONDS = 1.0
"""After the database could not be reached."""


@dataclass
class _Part:
    """One grading that an amendment asks for."""

    data: bytes
    answer: Future[Answer] = field(default_factory=Future)
    tries: int = 0


@dataclass(frozen=True)
class _Second:
    """A grading that has its verdict, made once more."""

    claimed: Claimed
    data: bytes


@dataclass(frozen=True)
class _Flight:
    what: Claimed | _Part | _Second
    begun: float


class Dispatcher:
    """Starts with `start`, ends with `close`. `prove` raises MachineError while walls of the wanted strength fail.

    One of `twice` gradings is made twice; 0: none. With `alone` no other server can be at this database. `halted`
    says which walls fell; empty: they hold.
    """

    def __init__(
        self,
        desk: Desk,
        courier: Courier,
        *,
        require: str,
        prove: Callable[[], object] = lambda: None,
        alone: bool = True,
        twice: int = 0,
        exam_seconds: float = EXAM_SECONDS,
    ) -> None:
        self._desk, self._courier, self._require, self._prove = desk, courier, require, prove
        self._alone, self._twice, self._exam_seconds = alone, twice, exam_seconds
        self.instance = secrets.token_hex(16)
        self.halted = ""
        self._logged = ""
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._flying: dict[int, _Flight] = {}
        self._stopped: set[int] = set()
        self._parts: deque[_Part] = deque()
        self._seconds: deque[_Second] = deque()
        self._judging: dict[str, threading.Thread] = {}
        self._judged: queues.SimpleQueue[tuple[Claimed, Amendment | Exception, float]] = queues.SimpleQueue()
        self._unrecorded: deque[Callable[[], object]] = deque()
        self._numbers = self._claims = 0
        self._looked = self._beaten = self._proved = float("-inf")
        self._last: Instant | None = None
        self._progress: dict[str, Progress] = {}
        self.came_on: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Frees what a server before had claimed, and begins."""
        self._tidy()
        self._desk.store.watch(self._wake.set)
        self._thread.start()

    def close(self) -> None:
        """Ends the workers; what they were at is queued again."""
        self._closing.set()
        self._thread.join()
        self._desk.store.unwatch(self._wake.set)
        self._courier.close()
        for part in [
            *self._parts,
            *(each.what for each in self._flying.values() if isinstance(each.what, _Part)),
        ]:
            if not part.answer.done():
                part.answer.set_exception(MachineError("The server was stopped."))
        for thread in list(self._judging.values()):
            thread.join()
        for flight in self._flying.values():
            if isinstance(flight.what, Claimed):
                queue.give_back(self._desk, flight.what, "the server was stopped", blame=False)
        while not self._judged.empty():
            claimed, _, _ = self._judged.get()
            queue.give_back(self._desk, claimed, "the server was stopped", blame=False)

    def workers(self) -> tuple[int, int]:
        """How many jobs can run at a time, and how many do."""
        return self._courier.capacity(), len(self._flying)

    def trouble(self) -> str:
        """Why nothing is graded now and what to do, in a sentence or two; empty: all is well."""
        if not self.halted:
            return self._courier.trouble()
        first = self.halted.partition("\n")[0].rstrip(":.")
        return f"{first}. Type `kata doctor` on the server's machine: it says what to do."

    def progress(self) -> Mapping[str, Progress]:
        """How far gradings are, by hand-in, as far as their workers tell it; `came_on` is called when that changes."""
        return dict(self._progress)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                for number, what in self._courier.arrivals(LOOK_SECONDS):
                    if isinstance(what, Progress):
                        self._came_on(number, what)
                        continue
                    self._unrecorded.append(self._arrived(number, what))
                while not self._judged.empty():
                    self._unrecorded.append(self._decided(*self._judged.get()))
                while self._unrecorded:
                    self._write(self._unrecorded[0])
                    self._unrecorded.popleft()
                self._tidy()
                self._fill()
                self._stop_slow()
            except SQLAlchemyError as error:
                log.error("the database cannot be used: %s", type(error).__name__)
                self._closing.wait(RETRY_SECONDS)
            except KataError as error:
                told = str(error).partition("\n")[0]
                if told != self._logged:
                    log.error("nothing is graded: %s", told)
                self._logged = told
                self._closing.wait(RETRY_SECONDS)
            except Exception:  # a job must not end the thread that serves all others
                log.exception("the dispatcher goes on")
                self._closing.wait(RETRY_SECONDS)

    # What comes back

    def _came_on(self, number: int, progress: Progress) -> None:
        claimed = self._flying[number].what
        if isinstance(claimed, Claimed) and claimed.lane != REGRADE:
            self._progress[claimed.submission] = progress
            self.came_on()

    def _write(self, writing: Callable[[], object]) -> None:
        """Writes one answer down; only a database that cannot be reached is tried again."""
        try:
            writing()
        except SQLAlchemyError:
            raise
        except Exception:  # it is claimed again when its lease is over
            log.exception("an answer could not be recorded")

    def _arrived(self, number: int, what: bytes | Lost) -> Callable[[], object]:
        """What is to be written of an answer; it is tried until the database takes it."""
        flight = self._flying.pop(number)
        if isinstance(flight.what, Claimed):
            self._progress.pop(flight.what.submission, None)
        took = time.monotonic() - flight.begun
        answer: Answer | Lost = what if isinstance(what, Lost) else _decoded(what)
        if isinstance(flight.what, _Part):
            self._part_came(flight.what, answer)
            return lambda: None
        if isinstance(flight.what, _Second):
            return self._compared(flight.what.claimed, answer)
        claimed = flight.what
        if isinstance(answer, Lost):
            late = took > queue.LEASE_SECONDS
            slow = SLOW if number in self._stopped and not late else ""
            self._stopped.discard(number)
            return lambda: queue.give_back(
                self._desk, claimed, answer.reason, blame=answer.blame or late, lane=slow, seconds=took
            )
        found = answer.report
        if found is None or (is_stuck(found.checks) and not fails(found.checks)):
            reason = answer.trouble or "the grader could not run a check"
            if answer.kind == "wrong-version":
                reason = wrong_version(answer)
            blame = self._walls_hold() if found is None else True
            return lambda: queue.give_back(self._desk, claimed, reason, blame=blame, seconds=took)
        verdict = queue.of_report(found, answer.host, answer.seconds)
        if self._twice and claimed.job % self._twice == 0:
            self._seconds.append(_Second(claimed, self._question(claimed)))
        return lambda: queue.record(self._desk, claimed, verdict)

    def _compared(self, claimed: Claimed, answer: Answer | Lost) -> Callable[[], object]:
        """What came of a second grading: the queue drops it, and tells when it differs."""
        if isinstance(answer, Lost) or (found := answer.report) is None:
            return lambda: None
        verdict = queue.of_report(found, answer.host, answer.seconds)
        return lambda: queue.record(self._desk, claimed, verdict)

    def _part_came(self, part: _Part, answer: Answer | Lost) -> None:
        if isinstance(answer, Answer) and answer.report is not None:
            part.answer.set_result(answer)
            return
        part.tries += 1
        if part.tries < MOST_TRIES:
            self._parts.appendleft(part)
        else:
            told = answer.reason if isinstance(answer, Lost) else answer.trouble
            part.answer.set_exception(MachineError(told or "A worker gave no report."))

    def _decided(
        self, claimed: Claimed, found: Amendment | Exception, seconds: float
    ) -> Callable[[], object]:
        self._judging.pop(claimed.lease).join()
        if isinstance(found, Amendment):
            verdict: Verdict = queue.of_amendment(found, seconds)
            return lambda: queue.record(self._desk, claimed, verdict)
        reason = str(found) or type(found).__name__
        return lambda: queue.give_back(self._desk, claimed, reason, blame=True, seconds=seconds)

    # What goes out

    def _fill(self) -> None:
        if self.halted and not self._walls_hold():
            return
        now = time.monotonic()
        if self._wake.is_set() or self._parts or self._seconds or now - self._looked > CLAIM_SECONDS:
            self._wake.clear()
            self._looked = now
            capacity = self._courier.capacity()
            while len(self._flying) < capacity and self._next(capacity):
                pass

    def _next(self, capacity: int) -> bool:
        """Sends one more grading; whether there was one."""
        if self._parts:
            part = self._parts.popleft()
            self._send(part, part.data)
            return True
        if len(self._judging) >= capacity:
            return False
        slow = sum(
            isinstance(each.what, Claimed) and each.what.lane == SLOW for each in self._flying.values()
        )
        claimed = queue.claim(
            self._desk, self.instance, self._claims, slow_allowed=slow < max(1, capacity - 1)
        )
        if claimed is None and self._seconds:
            second = self._seconds.popleft()
            self._send(second, second.data)
            return True
        if claimed is None:
            return False
        self._claims += 1
        if claimed.kind == "amend":
            thread = threading.Thread(target=self._judge, args=(claimed,), daemon=True)
            self._judging[claimed.lease] = thread
            thread.start()
        else:
            self._send(claimed, self._question(claimed))
        self._wake.set()
        return True

    def _question(self, claimed: Claimed) -> bytes:
        asked = self._asked(
            self._desk.katas.kata(claimed.kata),
            claimed.stage,
            claimed.state,
            claimed.baselines,
            refactored=claimed.refactored,
        )
        return encode(asked)

    def _send(self, what: Claimed | _Part | _Second, data: bytes) -> None:
        self._numbers += 1
        self._flying[self._numbers] = _Flight(what, time.monotonic())
        self._courier.send(self._numbers, data)
        self._desk.step("sent")

    def _asked(
        self,
        kata: Kata,
        stage: int,
        current: Snapshot,
        baselines: tuple[Snapshot, ...],
        *,
        refactored: bool,
    ) -> Assignment:
        katas = self._desk.katas
        return Assignment(
            fingerprint=katas.fingerprint(kata.name),
            kata=kata.name,
            pack=katas.folder,
            stage=stage,
            refactored=refactored,
            current=parcel_of(current),
            baselines=tuple(parcel_of(each) for each in baselines),
            # The workshop's own key, not the machine's: another server draws the same examples on appeal.
            seed=hmac.new(self._desk.key, f"seed/{current.tree}".encode(), hashlib.sha256).hexdigest(),
            require=self._require,
            exam_seconds=self._exam_seconds,
        )

    def _judge(self, claimed: Claimed) -> None:
        """Judges an amendment in a thread of its own: several gradings, each by a worker."""
        begun = time.monotonic()
        katas = self._desk.katas

        def graded(
            kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
        ) -> Report:
            part = _Part(encode(self._asked(kata, stage, current, baselines, refactored=refactored)))
            if self._closing.is_set():
                raise MachineError("The server was stopped.")
            self._parts.append(part)
            self._wake.set()
            report = part.answer.result().report
            assert report is not None  # else it is an error
            return report

        def right(stage: int) -> Files:
            return design_state(kata, katas.pack.designs(kata.name)[0], stage)

        found: Amendment | Exception
        try:
            kata = katas.kata(claimed.kata)
            judge = Judge(kata, graded, right)
            found = judge(claimed.baselines, claimed.state, closing=claimed.closing)
        except Exception as error:  # whatever it is, the trainee is told that it is the grader's
            found = error
        self._judged.put((claimed, found, time.monotonic() - begun))

    def _stop_slow(self) -> None:
        """What has run long is stopped once when others wait; what runs past its lease hangs."""
        now = time.monotonic()
        old = {number: flight for number, flight in self._flying.items() if now - flight.begun > STOP_SECONDS}
        if not old:
            return
        with self._desk.store.read() as connection:
            others = [each for each in queue.waiting(connection) if each.lane == LIVE]
        for number, flight in old.items():
            first = isinstance(flight.what, Claimed) and not flight.what.stopped
            if (first and others) or now - flight.begun > queue.LEASE_SECONDS:
                self._stopped.add(number)
                self._courier.stop(number)

    # What must be done now and then

    def _tidy(self) -> None:
        now = time.monotonic()
        if now - self._beaten < BEAT_SECONDS:
            return
        self._beaten = now
        desk, instant = self._desk, self._desk.clock.now()
        last = queue.beat(desk, self.instance)
        if last is not None and instant.wall - last > AWAY_SECONDS:
            queue.tell_rooms(desk, "away", ("running",), seconds=round(instant.wall - last))
        if self._last is not None and (by := moved(self._last, instant)):
            queue.tell_rooms(desk, "clock-moved", ("lobby", "running", "paused"), seconds=round(by))
        self._last = instant
        mine = {each.what.lease for each in self._flying.values() if isinstance(each.what, Claimed)}
        queue.free(desk, self.instance, mine | self._judging.keys(), alone=self._alone)
        with desk.store.read() as connection:
            timed = connection.execute(
                room.select().where(room.c.mode == "on-clock", room.c.state == "running")
            ).all()
        for row in timed:
            open_by_clock(desk, row.public)

    def _walls_hold(self) -> bool:
        """Tries the walls after trouble; while they fail nothing is graded, and hand-ins are received."""
        now = time.monotonic()
        if self.halted and now - self._proved < PROVE_SECONDS:
            return False
        self._proved = now
        try:
            self._prove()
        except MachineError as error:
            if not self.halted:
                log.error("nothing is graded: %s", str(error).partition("\n")[0])
            self.halted = str(error)
            return False
        self.halted = ""
        return True


def _decoded(data: bytes) -> Answer | Lost:
    try:
        return decode(data, Answer)
    except Refused as error:
        return Lost(str(error), blame=True)
