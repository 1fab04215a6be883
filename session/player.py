"""A sitting that a program plays: at each reveal a command works in the workspace, then the work is handed in."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..base.errors import KataError
from ..content.kata import Stage
from ..report.report import Report
from .handin import Grade, hand_in
from .sitting import Sitting
from .timesheet import MINUTE_SECONDS

STAGE, DEADLINE, SECONDS = "KATA_STAGE", "KATA_DEADLINE", "KATA_SECONDS"
"""What the command's environment says: the stage's number, when its time is up (ISO 8601, UTC), how long that is."""


@dataclass(frozen=True)
class Turn:
    """One stage: how the command ended (None: its time was up) after so many seconds, and the report of what it left.

    Where the work could not even be handed in there is no report, and `trouble` says why.
    """

    stage: int
    status: int | None
    seconds: float
    report: Report | None
    trouble: str = ""


def play(
    sitting: Sitting,
    command: str,
    grade: Grade,
    *,
    wall: Sequence[str],
    logs: Path,
    limit: Callable[[Stage], float] = lambda stage: stage.minutes * MINUTE_SECONDS,
) -> Iterator[Turn]:
    """Each stage as it is done, up to the last, or to the first whose work cannot be handed in.

    `command` is for the shell; `wall` stands before it. It gets the brief on its standard input; what it prints goes
    to a file in `logs`. It and all that it started end when its time is up.
    """
    for stage in sitting.kata.stages:
        begun = time.monotonic()
        status = _run(sitting, stage, [*wall, "/bin/sh", "-c", command], logs, limit(stage))
        seconds = time.monotonic() - begun
        try:
            report = hand_in(sitting, grade, anyway=True).report
        except KataError as error:
            yield Turn(stage.number, status, seconds, None, str(error))
            return
        yield Turn(stage.number, status, seconds, report)


def _run(sitting: Sitting, stage: Stage, line: Sequence[str], logs: Path, seconds: float) -> int | None:
    ends = datetime.now(UTC) + timedelta(seconds=seconds)
    told = {STAGE: str(stage.number), DEADLINE: ends.isoformat(timespec="seconds"), SECONDS: f"{seconds:g}"}
    with (logs / f"stage-{stage.number}.log").open("wb") as log:
        process = subprocess.Popen(
            line,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=sitting.workspace,
            env={**os.environ, **told},
            start_new_session=True,
        )
        try:
            process.communicate(stage.brief.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        except BrokenPipeError:
            return process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return process.returncode
