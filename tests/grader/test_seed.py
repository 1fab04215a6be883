"""What examples are drawn from: this machine's secret, or what the caller says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kata.content.pack import Pack
from kata.grader.exam.seed import seed_of
from kata.grader.grade import Submission, grade
from kata.workspace.tree import snapshot

PACK = Path(__file__).parents[1] / "commands" / "pack"


class Watching:
    """An examiner that runs nothing and remembers its job."""

    def examine(self, job, on_told):
        self.job = job
        return []


@pytest.mark.parametrize("said", ["", "another machine's"])
def test_the_seed_of_an_exam_is_an_argument(proved, said):
    kata = Pack(PACK).kata("tea")
    files = snapshot({**kata.starter, **kata.given_at(1)})
    watching: Any = Watching()
    grade(kata, 1, Submission(files, (files,)), proved=proved, examiner=watching, seed=said)
    assert watching.job.seed == (said or seed_of(files.tree))
