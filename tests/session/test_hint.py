"""A hint costs no points: the report counts how many were taken, and comes out as it would without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from kata.base.errors import StateError
from kata.session.handin import hand_in
from kata.session.hint import take_hint
from kata.session.sitting import Sitting

if TYPE_CHECKING:
    from tests.session.conftest import FakeGrader

CHECK = "design.1"
HINTS = ("look at the cup", "look into the cup", "fill the cup")


@pytest.fixture
def helpful(sitting: Sitting) -> Sitting:
    """The sitting of a kata whose first check has hints."""
    first, *later = sitting.kata.stages
    check = msgspec.structs.replace(first.checks[0], hints=HINTS)
    stages = (replace(first, checks=(check,)), *later)
    return replace(sitting, kata=replace(sitting.kata, stages=stages))


@pytest.mark.parametrize("taken", [0, 1, 3])
@pytest.mark.parametrize("passes", [True, False])
def test_hints_change_nothing_of_the_report_but_their_number(
    helpful: Sitting, grader: FakeGrader, taken: int, passes: bool
) -> None:
    hand_in(helpful, grader)
    without = helpful.report(1)
    assert without is not None and without.hints_taken == 0
    for _ in range(taken):
        take_hint(helpful, CHECK)
    if passes:
        (helpful.workspace / "done-1").write_text("yes\n")

    report = hand_in(helpful, grader).report

    assert report.hints_taken == taken
    assert (report.score, report.passed) == ((100.0, True) if passes else (without.score, False))
    assert len(report.checks) == len(without.checks)


def test_hints_come_one_by_one_and_the_last_one_again_for_nothing(
    helpful: Sitting, grader: FakeGrader
) -> None:
    hand_in(helpful, grader)
    hints = [take_hint(helpful, CHECK) for _ in range(4)]
    assert [hint.text for hint in hints] == [*HINTS, HINTS[-1]]
    assert [(hint.level, hint.levels) for hint in hints] == [(1, 3), (2, 3), (3, 3), (3, 3)]
    assert len(helpful.progress().hints) == 3


def test_hints_of_a_closed_stage_are_not_counted_at_the_next(helpful: Sitting, grader: FakeGrader) -> None:
    take_hint(helpful, CHECK)
    (helpful.workspace / "done-1").write_text("yes\n")
    hand_in(helpful, grader)
    assert hand_in(helpful, grader).report.hints_taken == 0


def test_a_check_without_hints_says_so_and_counts_nothing(sitting: Sitting) -> None:
    with pytest.raises(StateError, match="no hints"):
        take_hint(sitting, CHECK)
    assert not sitting.progress().hints
