"""Asks workers to grade, whatever carries the questions: a lost one is asked again, the same one is asked once."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType

from ..base.errors import MachineError
from ..content.kata import Kata
from ..grader.exam.seed import seed_of
from ..report.report import Report
from ..session.gradings import fingerprint
from ..session.handin import Grade
from ..workspace.snapshot import Snapshot
from .assignment import Answer, Assignment, decode, encode
from .courier import Courier, Lost, Progress
from .parcel import parcel_of

MOST_TRIES = 3
"""Workers that a job may have ended before it is given up."""

LOOK_SECONDS = 0.5
"""Between two looks at how many workers there are."""


class WrongVersion(MachineError):
    """A worker grades by other rules than this process."""


@dataclass(eq=False)
class _Job:
    data: bytes
    answer: Future[bytes] = field(default_factory=Future)
    tries: int = 0


class Fleet:
    """Gradings by workers; may be asked by many threads at once. It owns the courier and closes it."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._sent: dict[int, _Job] = {}
        self._known: dict[bytes, _Job] = {}
        self._numbers = 0
        self._closed = False
        self._trouble: MachineError | None = None
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def ask(self, assignment: Assignment) -> Answer:
        """The answer to it; the same question on its way is not asked twice.

        Raises MachineError when no worker can answer, WrongVersion when one grades by other rules.
        """
        data = encode(assignment)
        name = hashlib.sha256(data).digest()
        with self._lock:
            if self._trouble is not None:
                raise self._trouble
            if self._closed:
                raise MachineError("The workers are gone. Run this again.")
            job = self._known.get(name)
            if job is None:
                job = self._known[name] = _Job(data)
                self._waiting.append(job)
        self._send()
        try:
            answer = decode(job.answer.result(), Answer)
        finally:
            with self._lock:
                self._known.pop(name, None)
        if answer.kind == "wrong-version":
            raise WrongVersion(f"{wrong_version(answer)} Install the same there, then run this again.")
        if answer.report is None:
            raise MachineError(answer.trouble or "A worker gave no report. Run this again.")
        return answer

    def capacity(self) -> int:
        """How many gradings run at a time."""
        return self._courier.capacity()

    def close(self) -> None:
        """Ends the workers; whoever still waits gets a MachineError."""
        with self._lock:
            self._closed = True
            left = [*self._waiting, *self._sent.values()]
            self._waiting.clear()
            self._sent.clear()
        self._collector.join()
        self._courier.close()
        for job in left:
            job.answer.set_exception(MachineError("The grading was stopped. Run this again to go on."))

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self) -> None:
        with self._lock:
            room = self._courier.capacity() - len(self._sent)
            for _ in range(min(room, len(self._waiting))):
                self._numbers += 1
                job = self._sent[self._numbers] = self._waiting.popleft()
                self._courier.send(self._numbers, job.data)

    def _collect(self) -> None:
        while not self._closed:
            try:
                arrived = self._courier.arrivals(LOOK_SECONDS)
            except MachineError as error:
                self._give_up(error)
                return
            for number, what in arrived:
                if isinstance(what, Progress):
                    continue
                with self._lock:
                    job = self._sent.pop(number, None)
                if job is not None:
                    self._arrived(job, what)
            self._send()

    def _give_up(self, error: MachineError) -> None:
        """No answer can come any more: whoever waits is told why, and whoever asks from now on."""
        with self._lock:
            self._trouble = error
            left = [*self._waiting, *self._sent.values()]
            self._waiting.clear()
            self._sent.clear()
        for job in left:
            job.answer.set_exception(error)

    def _arrived(self, job: _Job, what: bytes | Lost) -> None:
        if isinstance(what, bytes):
            job.answer.set_result(what)
            return
        job.tries += what.blame
        if job.tries < MOST_TRIES:
            with self._lock:
                self._waiting.appendleft(job)
        else:
            told = f"{MOST_TRIES} workers ended while they graded this ({what.reason}). This is the grader's trouble."
            job.answer.set_exception(MachineError(told))


def wrong_version(answer: Answer) -> str:
    """Why a worker that grades by other rules is not used."""
    return (
        f"The worker on {answer.host} has another kata, program, Python or package than this machine, so its "
        "verdicts would be other ones."
    )


def grading_by(fleet: Fleet, pack: str, require: str) -> Grade:
    """Grades by the fleet, behind walls at least as strong as `require`; `pack` is the folder of the kata's pack."""
    known: dict[str, str] = {}

    def graded(
        kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
    ) -> Report:
        if kata.name not in known:
            known[kata.name] = fingerprint(kata)
        answer = fleet.ask(
            Assignment(
                fingerprint=known[kata.name],
                kata=kata.name,
                pack=pack,
                stage=stage,
                refactored=refactored,
                current=parcel_of(current),
                baselines=tuple(parcel_of(each) for each in baselines),
                seed=seed_of(current.tree),
                require=require,
            )
        )
        assert answer.report is not None  # else `ask` raises
        return answer.report

    return graded
