"""What the trainee expects of the next stage: asked while no clock runs, kept, held against what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kata.session.events import Expected
from kata.session.handin import SAID_MAX, hand_in

if TYPE_CHECKING:
    from conftest import FakeClock, FakeGrader
    from kata.report.report import Report
    from kata.session.sitting import Sitting


def test_the_answer_stands_beside_what_the_next_stage_changed(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, debrief=lambda report: f"more than stage {report.stage}")
    (sitting.workspace / "done-2").write_text("")
    (sitting.workspace / "clients" / "guest.py").write_text("changed\n")
    told = hand_in(sitting, grader).report.expectation
    assert told is not None
    assert told.said == "more than stage 1"
    assert told.changed == ("clients/guest.py",)
    assert told.added == ("done-2",)


def test_the_time_of_answering_is_nobodys(sitting: Sitting, grader: FakeGrader, clock: FakeClock) -> None:
    def slow(_report: Report) -> str:
        clock.pass_time(500)
        return "more"

    (sitting.workspace / "done-1").write_text("")
    clock.pass_time(60)
    hand_in(sitting, grader, debrief=slow)
    clock.pass_time(7)
    assert sitting.timesheet(1).used == 60
    assert sitting.timesheet(2).used == 7


def test_nobody_is_asked_while_a_stage_stays_open(sitting: Sitting, grader: FakeGrader) -> None:
    asked: list[int] = []
    hand_in(sitting, grader, debrief=lambda report: str(asked.append(report.stage)))
    assert asked == []


def test_nobody_is_asked_after_the_last_stage(sitting: Sitting, grader: FakeGrader) -> None:
    asked: list[int] = []

    def debrief(report: Report) -> str:
        asked.append(report.stage)
        return ""

    for stage in (1, 2, 3):
        (sitting.workspace / f"done-{stage}").write_text("")
        hand_in(sitting, grader, debrief=debrief)
    assert asked == [1, 2]


def test_no_answer_leaves_no_trace(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, debrief=lambda report: " \n ")
    assert not any(isinstance(entry.event, Expected) for entry in sitting.record.entries())


def test_a_long_answer_is_cut_to_a_line(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader, debrief=lambda report: "words\n" * 1000)
    [said] = [e.event.said for e in sitting.record.entries() if isinstance(e.event, Expected)]
    assert "\n" not in said
    assert len(said) == SAID_MAX
