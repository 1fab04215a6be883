"""The grader's side of an exam: keeps the exam process, sends jobs, reads results as they come."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import IO, TypeAlias

import msgspec

from ...base.decoding import converted
from ...base.errors import MachineError
from ...base.folders import cache_folder
from ...base.processors import processors
from ...sandbox.protocol import Frames, ProtocolBroken, frame
from ..toolkit.result import TestResult
from .process import Job
from .told import Again, Done, Looked, Ran, Trouble, Unloadable

EXAM_SECONDS = 1_500.0
"""Real time for one exam; the slowest right design on a loaded machine takes a tenth of it."""

MAX_ANSWER_BYTES = 64 << 20
"""One answer of the exam process, which cuts what strangers say long before."""

Told: TypeAlias = TestResult | Unloadable | Looked | Ran | Trouble
_ANY = TestResult | Unloadable | Looked | Ran | Trouble | Again | Done
MOST_LANES = 4
"""Of one exam: with more, its longest test is what is waited for."""


def all_lanes() -> int:
    """The lanes of an exam that has the machine for itself."""
    return min(MOST_LANES, processors())


class Examiner:
    """Runs exams one after the other, each in up to `lanes` processes.

    The first exam pays for loading pytest and hypothesis.
    """

    def __init__(self, lanes: int = 1) -> None:
        self._lanes = lanes
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    def examine(self, job: Job, on_told: Callable[[Told], None] = lambda _told: None) -> list[Told]:
        """All that the exam told, in the order of its tests; raises MachineError when the exam process itself fails."""
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(frame(msgspec.to_builtins(msgspec.structs.replace(job, lanes=self._lanes))))
            process.stdin.flush()
        except OSError as error:
            raise MachineError(f"The exam process is gone ({error}). Run the command again.") from error
        found: list[Told] = []
        for told in self._answers(process):
            if isinstance(told, Done):
                if told.status != 0:
                    found.append(Trouble(trouble=f"The exam process ended with status {told.status}."))
                return sorted(found, key=_place)
            if isinstance(told, Again):
                found.clear()
                continue
            found.append(told)
            on_told(told)
        raise MachineError(f"The exam process ended in the middle{self._said()}. Run the command again.")

    def start(self) -> None:
        """Begins to load what every exam needs, while the caller does something else."""
        self._started()

    def close(self) -> None:
        """Ends the exam process and whatever it started."""
        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def __enter__(self) -> Examiner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kata.grader.exam.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )
        return self._process

    def _answers(self, process: subprocess.Popen[bytes]) -> Iterator[Told | Again | Done]:
        assert process.stdout is not None
        frames = Frames(MAX_ANSWER_BYTES)
        deadline = time.monotonic() + EXAM_SECONDS
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                self.close()
                raise MachineError(f"The exam did not end within {EXAM_SECONDS:g} s; it was stopped.")
            data = os.read(process.stdout.fileno(), 1 << 16)
            if not data:
                return
            try:
                for message in frames.feed(data):
                    yield converted(message, _ANY)
            except (ProtocolBroken, msgspec.ValidationError) as error:
                self.close()
                raise MachineError(f"The exam process cannot be understood: {error}.") from error

    def _said(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        words = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return f" ({words[-1]})" if words else ""


def _place(told: Told) -> tuple[int, int]:
    return (told.stage, told.number) if isinstance(told, TestResult) else (0, 0)


def _environment() -> dict[str, str]:
    """The caller's, less what would change how pytest and hypothesis behave."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "HYPOTHESIS_"))}
    cache = cache_folder() / "hypothesis"
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(cache),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
    }
