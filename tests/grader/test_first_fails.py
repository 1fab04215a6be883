"""What cannot be read or run fails by its first check, whichever kinds of check the stage has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kata.content.kata import Check, Kata
from kata.content.pack import Pack
from kata.grader.check_results import static_checks
from kata.grader.grade import Submission, grade
from kata.grader.preflight import MAX_CODE_FILES
from kata.report.report import Report
from kata.sandbox.ladder import ProvedRung
from kata.workspace.tree import snapshot

TEA = Pack(Path(__file__).parents[1] / "commands" / "pack").kata("tea")
HEAVY = {f"tea/part{number}.py": b"" for number in range(MAX_CODE_FILES + 1)}
UNREADABLE = {"tea/pot.py": b"def pour(:\n"}


def only(kind: str) -> Kata:
    """The miniature kata with its tested checks alone, or with its rules alone."""

    def kept(check: Check) -> bool:
        return bool(check.rule) == (kind == "rules")

    stages = (replace(each, checks=tuple(filter(kept, each.checks))) for each in TEA.stages)
    return replace(TEA, stages=tuple(stages))


def submitted(kata: Kata, files: dict[str, bytes]) -> Submission:
    start = {**kata.starter, **kata.given_at(1)}
    return Submission(snapshot({**start, **files}), (snapshot(start),))


@pytest.mark.parametrize("kind", ["tests", "rules"])
@pytest.mark.parametrize("files", [HEAVY, UNREADABLE], ids=["too much", "unreadable"])
def test_a_stage_with_one_kind_of_check_fails_by_its_first(
    kind: str, files: dict[str, bytes], proved: ProvedRung
) -> None:
    kata = only(kind)
    report: Report = grade(kata, 1, submitted(kata, files), proved=proved)
    assert not report.passed
    assert [each.outcome for each in report.checks] == ["failed"] + ["skipped"] * (len(report.checks) - 1)


def test_check_says_nothing_of_rules_that_the_stage_does_not_have() -> None:
    kata = only("tests")
    assert static_checks(kata, 1, submitted(kata, HEAVY)) == ()
