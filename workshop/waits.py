"""Where everybody stands in the queue and how long it will take: worked out once for all who wait, not by each.

`rev` of a hand-in grows whenever its state or place changed; who waits is woken then.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import statistics
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from ..fleet.courier import Progress
from . import queue
from .desk import Desk
from .hand_ins import REGRADE
from .store.tables import job, person, report, room, submission

log = logging.getLogger(__name__)

USUAL_SECONDS = 3.0
"""For a grading, before one of that stage was seen."""

REMEMBERED = 50
"""Gradings of a stage that its median is taken from."""

PAUSE_SECONDS = 0.5
"""Between two looks at the queue: in between, all who wait see the same."""

OTHERS_SECONDS = 2.0
"""Between two looks when nothing was written here: another server may have graded."""


@dataclass(frozen=True)
class Place:
    """Where a hand-in stands: `position` from 1, 0 when nobody is ahead of it any more; `seconds` until its verdict.

    While it is graded `decided` of `total` checks are done; 0 of 0 where its worker does not tell.
    """

    state: str
    position: int = 0
    waiting: int = 0
    seconds: float = 0.0
    decided: int = 0
    total: int = 0


class Waits:
    """`capacity` tells how many gradings run at a time, `progress` how far they are, by hand-in.

    Start it in the server's loop; `stop` ends it.
    """

    def __init__(
        self,
        desk: Desk,
        capacity: Callable[[], int],
        progress: Callable[[], Mapping[str, Progress]] = dict,
    ) -> None:
        self._desk, self._capacity, self._progress = desk, capacity, progress
        self._lock = threading.Lock()
        self._looks = 0
        self._places: dict[str, tuple[Place, int]] = {}
        self._took: defaultdict[tuple[str, int], deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._last_report = 0.0
        self._changed: asyncio.Condition | None = None
        self._written = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._held = 0

    async def start(self) -> None:
        """Begins to look."""
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Condition()
        self._desk.store.watch(self.wake)
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ends it, and lets all go who wait; ended a second time, it does nothing."""
        if self._ended or self._loop is None:
            return
        self._ended = True
        self._desk.store.unwatch(self.wake)
        if self._task is not None:
            self._task.cancel()
        if self._changed is not None:
            async with self._changed:
                self._changed.notify_all()

    def place(self, public: str, *, now: bool = False) -> tuple[Place, int]:
        """Where the hand-in stands, as it was looked at last, and its `rev`; what is unknown is looked for.

        With `now` nothing is older than this call.
        """
        if now or public not in self._places:
            self._look()
        with self._lock:
            return self._places.setdefault(public, (Place("graded"), 1))

    async def news(self, public: str, rev: int, seconds: float) -> tuple[Place, int]:
        """The same, as soon as its `rev` is above the one named, or after so many seconds."""
        found = await run_in_threadpool(self.place, public)
        changed = self._changed
        if found[1] > rev or seconds <= 0 or changed is None:
            return found
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), changed:
                while not self._ended:
                    found = self._places.get(public, found)
                    if found[1] > rev:
                        break
                    self._held += 1
                    try:
                        await changed.wait()
                    finally:
                        self._held -= 1
        return found

    @property
    def held(self) -> int:
        """How many wait for news now."""
        return self._held

    def wake(self) -> None:
        """Looks again soon; may be called by any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._written.set)

    async def _watch(self) -> None:
        assert self._changed is not None
        while True:
            self._written.clear()
            try:
                await run_in_threadpool(self._look)
            except Exception as error:  # the database is away; it is asked again
                log.error("the queue cannot be read: %s", type(error).__name__)
            async with self._changed:
                self._changed.notify_all()
            await asyncio.sleep(PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(OTHERS_SECONDS):
                    await self._written.wait()

    def _look(self) -> None:
        """Reads the queue and what is not graded, and notes what changed.

        All who come while others look share the next look.
        """
        next_one = self._looks + 1
        with self._lock:
            if self._looks >= next_one:
                return
            self._looks = next_one
            try:
                self._note_all()
            except BaseException:
                self._looks -= 1  # nobody may rest on it
                raise

    def _note_all(self) -> None:
        with self._desk.store.read() as connection:
            ordered = [each for each in queue.waiting(connection) if each.lane != REGRADE]
            unfinished = connection.execute(
                select(submission.c.public, submission.c.state).where(
                    submission.c.state.in_(("queued", "grading", "stuck", "replaced"))
                )
            ).all()
            graded = connection.execute(
                select(report.c.seconds, report.c.recorded_at, submission.c.stage, room.c.kata)
                .select_from(report)
                .join(job, job.c.id == report.c.job)
                .join(submission, submission.c.id == job.c.submission)
                .join(person, person.c.id == submission.c.person)
                .join(room, room.c.id == person.c.room)
                .where(report.c.recorded_at > self._last_report)
                .order_by(report.c.recorded_at)
            ).all()
        for one in graded:
            self._took[(one.kata, one.stage)].append(one.seconds)
            self._last_report = one.recorded_at
        workers = max(1, self._capacity())
        now = int(self._desk.clock.now().wall * 1000)
        places, ahead, come_on = {}, 0.0, self._progress()
        at = {each.submission: number for number, each in enumerate(ordered, 1)}
        seconds = {}
        for each in ordered:
            own = self._usual(each.kata, each.stage)
            seconds[each.submission] = round(ahead / workers + own, 1)
            ahead += own
        for row in unfinished:
            queued = row.state == "queued"
            places[row.public] = Place(
                row.state,
                at.get(row.public, 0) if queued else 0,
                len(ordered),
                seconds.get(row.public, 0.0) if queued else 0.0,
            )
            if row.state == "grading" and (how_far := come_on.get(row.public)) is not None:
                places[row.public] = replace(places[row.public], decided=how_far.decided, total=how_far.total)
        for public in self._places.keys() - places.keys():
            places[public] = Place("graded")
        for public, place in places.items():
            known = self._places.get(public)
            same = known is not None and _seen(known[0]) == _seen(place)
            rev = known[1] if known is not None and same else max(now, known[1] + 1 if known else 1)
            self._places[public] = (place, rev)

    def _usual(self, kata: str, stage: int) -> float:
        took = self._took.get((kata, stage))
        return statistics.median(took) if took else USUAL_SECONDS


def _seen(place: Place) -> tuple[str, int, int]:
    """What of a place is news when it changes."""
    return place.state, place.position, place.decided
