"""How far a grading is, told while it runs."""

from __future__ import annotations

from pathlib import Path

from kata.authoring.bench import attempt, submission
from kata.content.pack import Pack
from kata.grader.grade import Progress, grade
from kata.sandbox.ladder import ProvedRung

MINIATURE = Path(__file__).parents[1] / "commands" / "pack"


def test_the_count_of_checks_while_it_runs_is_that_of_the_report(proved: ProvedRung) -> None:
    pack = Pack(MINIATURE)
    kata = pack.kata("tea")
    told: list[Progress] = []
    right = attempt(kata, pack.designs("tea")[0], 2)
    report = grade(kata, 2, submission(right), proved=proved, progress=told.append)
    assert {each.total for each in told} == {sum(not check.advice for check in report.checks)}
    assert [each.decided for each in told] == sorted({each.decided for each in told})
