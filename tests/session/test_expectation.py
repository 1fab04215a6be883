"""What the trainee expects of the next stage: asked while no clock runs, kept, held against what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kata.session.events import Expected
from kata.session.handin import alone, hand_in, submit
from kata.session.reveal import SAID_MAX, reveal_next

if TYPE_CHECKING:
    from kata.session.sitting import Sitting

    from tests.session.conftest import FakeClock, FakeGrader


def test_the_answer_stands_beside_what_the_next_stage_changed(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, said="more than stage 1")
    (sitting.workspace / "done-2").write_text("")
    (sitting.workspace / "clients" / "guest.py").write_text("changed\n")
    told = hand_in(sitting, grader).report.expectation
    assert told is not None
    assert told.said == "more than stage 1"
    assert told.changed == ("clients/guest.py",)
    assert told.added == ("done-2",)


def test_the_time_of_answering_is_nobodys(sitting: Sitting, grader: FakeGrader, clock: FakeClock) -> None:
    (sitting.workspace / "done-1").write_text("")
    clock.pass_time(60)
    submit(sitting, alone(grader))
    clock.pass_time(500)
    reveal_next(sitting, "more")
    clock.pass_time(7)
    assert sitting.timesheet(1).used == 60
    assert sitting.timesheet(2).used == 7


def test_while_the_answer_is_waited_for_another_command_may_change_the_sitting(
    sitting: Sitting, grader: FakeGrader, reopened: Callable[[], Sitting]
) -> None:
    (sitting.workspace / "done-1").write_text("")
    assert submit(sitting, alone(grader)).next_stage == 2
    other = reopened()
    assert hand_in(other, grader).next_stage == 2
    assert other.progress().stage == 2
    before = sitting.record.entries()
    assert reveal_next(sitting, "too late to be told") == 2
    assert sitting.record.entries() == before


def test_a_stage_whose_question_was_never_answered_is_closed_and_its_report_kept(
    sitting: Sitting, grader: FakeGrader, reopened: Callable[[], Sitting]
) -> None:
    (sitting.workspace / "done-1").write_text("")
    told = submit(sitting, alone(grader))
    again = reopened()
    assert again.progress().closed == 1
    assert submit(again, alone(grader)) == told
    assert len(grader.calls) == 1


def test_a_stage_that_stays_open_and_the_last_one_have_nothing_to_reveal(
    sitting: Sitting, grader: FakeGrader
) -> None:
    assert not submit(sitting, alone(grader)).advanced
    for stage in (1, 2, 3):
        (sitting.workspace / f"done-{stage}").write_text("")
        last = hand_in(sitting, grader)
    assert (last.advanced, last.next_stage) == (True, None)


def test_no_answer_leaves_no_trace(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, said=" \n ")
    assert not any(isinstance(entry.event, Expected) for entry in sitting.record.entries())


def test_a_long_answer_is_cut_to_a_line(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, said="words\n" * 1000)
    [said] = [e.event.said for e in sitting.record.entries() if isinstance(e.event, Expected)]
    assert "\n" not in said
    assert len(said) == SAID_MAX
