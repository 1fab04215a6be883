"""Exam processes that tests share: each is loaded once, and serves one test after the other.

An exam process forks for every job and keeps nothing of one. So a test of what a command does with a grading need not
pay for loading pytest and hypothesis again. How exam processes start and end is tested in `tests/grader/exam/`, without this.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import IO

import pytest
from kata.grader.exam.client import Examiner, Told
from kata.grader.exam.process import Job

Loaded = tuple[subprocess.Popen[bytes], IO[bytes] | None]
Inherited = tuple[object, ...]

NOT_READ = ("COLUMNS", "KATA_STATE_HOME", "KATA_TRACEBACK", "KATA_TRUSTED_PACKS", "PYTEST_CURRENT_TEST")
"""Of the environment: what no exam process looks at, though it gets it."""

STOCK: defaultdict[Inherited, list[Loaded]] = defaultdict(list)
"""Idle processes, by what they have from the process that started them."""


def inherited() -> Inherited:
    """All that an exam process would have from this one."""
    return tuple(sorted((name, value) for name, value in os.environ.items() if name not in NOT_READ))


class Kept(Examiner):
    """Takes an exam process that is loaded, and puts it back when it is closed, unless it is in the middle of an exam."""

    def __init__(self, lanes: int = 1) -> None:
        super().__init__(lanes)
        self._inherited: Inherited = ()
        self._idle = True

    def examine(self, job: Job, on_told: Callable[[Told], None] = lambda _told: None) -> list[Told]:
        self._idle = False
        found = super().examine(job, on_told)
        self._idle = True
        return found

    def close(self) -> None:
        if self._process is not None and self._idle and self._process.poll() is None:
            STOCK[self._inherited].append((self._process, self._errors))
            self._process = self._errors = None
        super().close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._inherited = inherited()
            if STOCK[self._inherited]:
                self._process, self._errors = STOCK[self._inherited].pop()
        return super()._started()


def emptied() -> None:
    """Ends the idle processes."""
    for loaded in STOCK.values():
        for process, errors in loaded:
            one = Examiner()
            one._process, one._errors = process, errors
            one.close()
    STOCK.clear()


@pytest.fixture(scope="session")
def exam_processes() -> Iterator[None]:
    yield
    emptied()


@pytest.fixture
def exams_kept(exam_processes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives a loaded exam process to whoever makes an examiner."""
    for module in ("kata.grader.exam.client", "kata.authoring.bench", "kata.grader.grade"):
        monkeypatch.setattr(f"{module}.Examiner", Kept)
