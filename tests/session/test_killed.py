from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from kata.session.events import Closed, Revealed
from kata.session.handin import hand_in
from kata.session.sitting import Sitting
from kata.workspace.history import refs_of_marks, state_at

if TYPE_CHECKING:
    from tests.session.conftest import FakeGrader

STEPS = (
    "kept",
    "handed-in",
    "graded",
    "report-kept",
    "verdict-recorded",
    "committed",
    "marked",
    "baseline-kept",
    "closed",
    "laid",
    "laid-committed",
    "revealed",
)


def killed_at(step: str, sitting: Sitting, grader: FakeGrader) -> None:
    """Runs a hand-in in a process of its own that is killed right after `step`."""

    def kill(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            hand_in(sitting, grader, step=kill)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"step {step} was never reached"


def test_the_steps_tested_are_all_there_are(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").touch()
    seen: list[str] = []
    hand_in(sitting, grader, step=seen.append)
    assert tuple(seen) == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_any_step_and_run_again_it_goes_on(
    step: str, sitting: Sitting, grader: FakeGrader, reopened: Callable[[], Sitting]
) -> None:
    (sitting.workspace / "done-1").touch()
    handed_in = sitting.snapshot()
    killed_at(step, sitting, grader)
    again = reopened()
    if step != "revealed":
        outcome = hand_in(again, grader)
        assert (outcome.advanced, outcome.next_stage) == (True, 2)
        assert outcome.report.passed
    assert again.progress().stage == 2
    assert again.record.problems() == ()
    assert again.baselines()[1].tree == handed_in.tree
    assert state_at(again.workspace, refs_of_marks(again.workspace)["stage-1"]).tree == handed_in.tree
    events = [entry.event for entry in again.record.entries()]
    assert sum(isinstance(event, Closed) for event in events) == 1
    assert sum(isinstance(event, Revealed) for event in events) == 2
    assert (again.workspace / "BRIEF.md").read_text() == "# Stage 2\n"


@pytest.mark.parametrize("step", ["handed-in", "verdict-recorded", "marked", "baseline-kept"])
def test_files_changed_after_the_kill_are_a_new_hand_in(
    step: str, sitting: Sitting, grader: FakeGrader, reopened: Callable[[], Sitting]
) -> None:
    (sitting.workspace / "done-1").touch()
    killed_at(step, sitting, grader)
    (sitting.workspace / "later.py").write_text("x = 1\n")
    again = reopened()
    handed_in = again.snapshot()
    assert hand_in(again, grader).report.tree == handed_in.tree
    assert again.baselines()[1].tree == handed_in.tree
    assert state_at(again.workspace, refs_of_marks(again.workspace)["stage-1"]).tree == handed_in.tree


def test_killed_while_grading_the_first_hand_in_stops_the_clock(
    sitting: Sitting, grader: FakeGrader, reopened: Callable[[], Sitting]
) -> None:
    (sitting.workspace / "done-1").touch()
    grader.clock.pass_time(60)
    killed_at("graded", sitting, grader)
    grader.clock.pass_time(3600)
    assert hand_in(reopened(), grader).report.seconds_used == 60


def test_an_exception_in_the_grader_leaves_the_stage_open(sitting: Sitting, grader: FakeGrader) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    (sitting.workspace / "done-1").touch()
    before = sitting.snapshot().tree
    with pytest.raises(KeyboardInterrupt):
        hand_in(sitting, broken)  # type: ignore[arg-type]
    assert sitting.snapshot().tree == before
    assert sitting.progress().closed == 0
    assert hand_in(sitting, grader).next_stage == 2
