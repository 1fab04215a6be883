"""Gradings that are kept: many threads read them at once, in a process that has read none before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys, threading
from pathlib import Path
from kata.authoring.results import Results

sys.setswitchinterval(1e-6)
results = Results(Path(sys.argv[1]), again=False)
together = threading.Barrier(8)
found = []

def read():
    together.wait()
    found.append(results.find("one"))

threads = [threading.Thread(target=read) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert [each.seconds for each in found] == [2.0] * 8
"""


@pytest.mark.parametrize("time", range(4))
def test_many_threads_may_read_at_once(tmp_path: Path, time: int) -> None:
    from kata.authoring.results import Results
    from kata.report.report import Report

    report = Report(kata="x", stage=1, stage_name="1_x", passed=True, score=100.0, verdict=None)
    Results(tmp_path).keep("one", report, 2.0)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    from kata.authoring.results import Results

    (tmp_path / "one.json").write_text("{}")
    assert Results(tmp_path, again=False).find("one") is None
    assert Results(tmp_path, again=False).find("two") is None
