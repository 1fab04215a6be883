"""One exam in several lanes: processes that share its hidden tests, each with a jail, children and wires of its own.

A verdict must not depend on which tests ran in the same lane before. So lanes decide only where every test
stood for itself. As soon as one may have changed how another goes (a child that ended or hung where it should not,
something found out for later tests, any trouble of the exam), the lanes end and nothing that they told counts; the
exam then runs again in one lane, all tests in their order.
"""

from __future__ import annotations

import contextlib
import os
import select
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from ...base.decoding import converted
from ...sandbox import ending
from ...sandbox.protocol import Frames
from ..toolkit.result import TestResult
from .told import MAX_ROWS, Done, Looked, Ran, Tangled, Trouble, Unloadable, say

MAX_TOLD_BYTES = 64 << 20
"""Of one thing that a lane tells."""
READ_BYTES = 1 << 16
_ANY = TestResult | Unloadable | Looked | Ran | Trouble | Tangled
Run = Callable[["Lane", Callable[[msgspec.Struct], None]], None]
"""Runs the tests that a lane takes, telling each result."""


@dataclass(frozen=True)
class Lane:
    """One of the processes, numbered from 0; `folder` is theirs together, and goes away with them."""

    number: int
    folder: Path

    @property
    def is_first(self) -> bool:
        """Whether this lane takes the first look at the submission."""
        return self.number == 0

    def takes(self, stage: int, test: int) -> bool:
        """Whether this lane is the first to ask for that test, which it must then run."""
        try:
            os.close(os.open(self.folder / f"{stage}-{test}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        return True


def in_lanes(count: int, run: Run, tell: Callable[[Any], None]) -> bool:
    """Runs an exam in so many lanes, telling results as they come; whether what was told is the whole exam."""
    with tempfile.TemporaryDirectory(prefix="kata-lanes-") as folder, contextlib.ExitStack() as ends:
        lanes: list[_Running] = []
        for number in range(count):
            lanes.append(_begun(Lane(number, Path(folder)), run, lanes))
            ends.callback(lanes[-1].end)
        return _gathered(lanes, tell)


@dataclass
class _Running:
    """A lane at work: its process, and the descriptor that its words come from (-1 once it has ended)."""

    lane: Lane
    pid: int
    source: int
    frames: Frames = field(default_factory=lambda: Frames(MAX_TOLD_BYTES))

    def read(self) -> Iterator[Any]:
        """What it tells next; at its end a `Done`."""
        data = os.read(self.source, READ_BYTES)
        if data:
            yield from (converted(each, _ANY) for each in self.frames.feed(data))
        else:
            yield Done(status=self._buried())

    def end(self) -> None:
        """Ends the process with all that it started, if it has not ended."""
        if self.source >= 0:
            ending.end(self.pid)
            self._buried()

    def _buried(self) -> int:
        os.close(self.source)
        self.source = -1
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _begun(lane: Lane, run: Run, others: Sequence[_Running]) -> _Running:
    source, answers = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answers)
        return _Running(lane, pid, source)
    status = 1
    try:
        for each in (source, *(other.source for other in others)):
            os.close(each)  # else nobody would notice that the reader is gone
        run(lane, partial(say, answers))
        status = 0
    finally:
        os._exit(status)


def _gathered(lanes: Sequence[_Running], tell: Callable[[Any], None]) -> bool:
    """Tells what the lanes tell; whether each test stood for itself.

    The first look comes before everything: without it nothing is told, and if the submission cannot even be
    loaded, what the first lane tells is the whole exam.
    """
    running = list(lanes)
    held: list[TestResult] = []
    rows: set[tuple[str, str, int, str, str]] = set()
    looked = tangled = False
    while running:
        for lane in _ready(running):
            for told in lane.read() if lane in running else ():
                if isinstance(told, Done):
                    running.remove(lane)
                    tangled = tangled or told.status != 0
                elif isinstance(told, Looked | Unloadable):
                    looked = True
                    tell(told)
                    if isinstance(told, Unloadable):
                        running, tangled = [lane], False
                        held.clear()
                        rows.clear()
                elif isinstance(told, Ran):
                    rows.update(told.rows)
                elif isinstance(told, TestResult) and _stands_for_itself(told):
                    held.append(told)
                else:
                    tangled = True
        if tangled and (looked or not any(lane.lane.is_first for lane in running)):
            return False
        while looked and held:
            tell(held.pop(0))
    tell(Ran(rows=tuple(sorted(rows))))
    return looked and len(rows) < MAX_ROWS


def _ready(running: Sequence[_Running]) -> list[_Running]:
    """The lanes that have told something, or have ended; waits for one."""
    poll = select.poll()
    for lane in running:
        poll.register(lane.source, select.POLLIN)
    told = {descriptor for descriptor, _ in poll.poll()}
    return [lane for lane in running if lane.source in told]


def _stands_for_itself(result: TestResult) -> bool:
    """Whether the test came to an end, so that it left nothing to those after it."""
    return result.outcome != "could-not-run" and not result.ended_child
