"""The limits of a grading stand in the page that a trainee reads first, as they are."""

from __future__ import annotations

import pytest
from kata.content.pack import HOME, Pack
from kata.grader.exam.process import Deadlines
from kata.sandbox.limits import MIB, Limits

LIMITS, REAL = Limits(), Deadlines()


@pytest.mark.parametrize(
    "words",
    [
        f"{REAL.call:g} seconds for one call, {REAL.exam:g} seconds for all calls together",
        f"{LIMITS.cpu_seconds} seconds of processor time for one process",
        f"{LIMITS.memory_bytes // MIB} MB of memory for one process",
        f"{LIMITS.tree_memory_bytes // MIB} MB for all together",
        f"{LIMITS.processes} processes and threads",
        f"{LIMITS.open_files} open files and connections",
        f"{LIMITS.file_bytes // MIB} MB for one written file",
    ],
)
def test_the_limits_that_a_trainee_reads_are_those_of_the_grader(words: str) -> None:
    readme = Pack(HOME).kata("sms").given_at(1)["README.md"].decode()
    assert words in " ".join(readme.split())
