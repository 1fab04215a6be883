from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from kata.base.errors import MachineError, StateError
from kata.report.report import Report
from kata.session.events import HandedIn, Revealed
from kata.session.handin import hand_in
from kata.session.pause import pause, resume
from kata.session.progress import closed_label
from kata.session.sitting import Sitting
from kata.workspace.history import refs_of_marks, state_at

if TYPE_CHECKING:
    from tests.session.conftest import FakeClock, FakeGrader

MINUTE = 60.0


def finish(sitting: Sitting, stage: int) -> None:
    (sitting.workspace / f"done-{stage}").write_text("yes\n")


def git(sitting: Sitting, *args: str) -> str:
    command = ["git", "-C", str(sitting.workspace), *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_stage_that_passes_is_closed_and_the_next_one_revealed(
    sitting: Sitting, grader: FakeGrader
) -> None:
    finish(sitting, 1)
    outcome = hand_in(sitting, grader)
    assert (outcome.advanced, outcome.next_stage) == (True, 2)
    assert (sitting.workspace / "BRIEF.md").read_text() == "# Stage 2\n"
    assert (sitting.workspace / "settings.py").read_text() == "LEVEL = 2\n"
    assert sitting.progress().stage == 2
    assert sitting.is_closed(1)


def test_a_stage_that_fails_stays_open_and_nothing_of_the_next_is_shown(
    sitting: Sitting, grader: FakeGrader
) -> None:
    before = git(sitting, "log", "--format=%H")
    outcome = hand_in(sitting, grader)
    assert (outcome.advanced, outcome.next_stage) == (False, 1)
    assert (sitting.workspace / "BRIEF.md").read_text() == "# Stage 1\n"
    assert not sitting.is_closed(1)
    assert git(sitting, "log", "--format=%H") == before
    assert outcome.report.closed_at is None


def test_anyway_goes_on_and_the_report_keeps_it(sitting: Sitting, grader: FakeGrader) -> None:
    outcome = hand_in(sitting, grader, anyway=True)
    assert outcome.advanced
    report = sitting.report(1)
    assert report is not None
    assert (report.passed, report.anyway) == (False, True)


def test_anyway_is_not_held_against_a_stage_that_passes(sitting: Sitting, grader: FakeGrader) -> None:
    finish(sitting, 1)
    assert not hand_in(sitting, grader, anyway=True).report.anyway


def test_all_stages_are_played_to_the_end(sitting: Sitting, grader: FakeGrader) -> None:
    for stage in (1, 2, 3):
        finish(sitting, stage)
        outcome = hand_in(sitting, grader)
    assert (outcome.advanced, outcome.next_stage) == (True, None)
    with pytest.raises(StateError, match="All stages are closed"):
        hand_in(sitting, grader)


def test_the_grader_gets_the_start_and_what_closed_each_stage(sitting: Sitting, grader: FakeGrader) -> None:
    start = sitting.store.load(closed_label(0)).tree
    finish(sitting, 1)
    first = sitting.snapshot().tree
    hand_in(sitting, grader)
    finish(sitting, 2)
    hand_in(sitting, grader)
    assert grader.calls == [(1, (start,)), (2, (start, first))]


def test_a_rewritten_history_changes_no_baseline(sitting: Sitting, grader: FakeGrader) -> None:
    finish(sitting, 1)
    first = sitting.snapshot().tree
    hand_in(sitting, grader)
    git(sitting, "checkout", "--orphan", "other")
    git(sitting, "-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "anew")
    git(sitting, "tag", "-f", "kata/stage-1")
    hand_in(sitting, grader)
    assert grader.calls[-1][1][1] == first


def test_what_was_handed_in_is_committed_and_marked(sitting: Sitting, grader: FakeGrader) -> None:
    finish(sitting, 1)
    handed_in = sitting.snapshot()
    hand_in(sitting, grader)
    mark = refs_of_marks(sitting.workspace)["stage-1"]
    assert state_at(sitting.workspace, mark).tree == handed_in.tree
    assert git(sitting, "status", "--porcelain") == ""
    assert git(sitting, "log", "--format=%s").splitlines() == [
        "Stage 2 revealed: Step 2",
        "Stage 1 handed in: Step 1",
        "Start",
    ]


def test_time_runs_from_the_reveal_to_the_hand_in_without_the_graders_own(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    clock.pass_time(5 * MINUTE)
    hand_in(sitting, grader)
    clock.pass_time(2 * MINUTE)
    finish(sitting, 1)
    report = hand_in(sitting, grader).report
    assert report.seconds_used == 7 * MINUTE
    assert report.seconds_allowed == 10 * MINUTE
    assert report.figures is not None
    assert report.figures.minutes == 7.0
    assert report.started_at == "1970-01-12T13:46:40Z"
    assert report.closed_at == "1970-01-12T13:54:10Z"
    clock.pass_time(MINUTE)
    assert sitting.timesheet(2).used == MINUTE
    assert sitting.timesheet(1).used == 7 * MINUTE


def test_a_pause_is_not_counted_and_told_with_its_reason(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    clock.pass_time(MINUTE)
    pause(sitting, "fire drill")
    clock.pass_time(20 * MINUTE)
    resume(sitting)
    clock.pass_time(MINUTE)
    report = hand_in(sitting, grader).report
    assert report.seconds_used == 2 * MINUTE
    assert report.seconds_paused == 20 * MINUTE
    assert "Paused for 20 min: fire drill" in report.notes


def test_files_that_change_in_a_pause_are_told(sitting: Sitting, grader: FakeGrader) -> None:
    pause(sitting, "lunch")
    finish(sitting, 1)
    resume(sitting)
    assert "Files changed while the clock was paused." in hand_in(sitting, grader).report.notes


def test_nothing_is_handed_in_while_the_clock_is_paused(sitting: Sitting, grader: FakeGrader) -> None:
    pause(sitting, "lunch")
    with pytest.raises(StateError, match="kata resume"):
        hand_in(sitting, grader)


def test_a_suspended_machine_is_not_counted_and_told(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    clock.pass_time(MINUTE)
    clock.sleep_machine(600 * MINUTE)
    report = hand_in(sitting, grader).report
    assert report.seconds_used == MINUTE
    assert "The machine slept for 600 min; that time is not counted." in report.notes


def test_a_clock_that_was_moved_changes_no_time_and_is_told(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    clock.pass_time(MINUTE)
    clock.set_wall(-90 * MINUTE)
    report = hand_in(sitting, grader).report
    assert report.seconds_used == MINUTE
    assert report.notes == ("The machine's clock was set back by 90 min after 1970-01-12T13:46:40Z.",)


def test_time_goes_on_over_a_restart(sitting: Sitting, grader: FakeGrader, clock: FakeClock) -> None:
    clock.pass_time(MINUTE)
    clock.restart(seconds_off=2 * MINUTE)
    assert hand_in(sitting, grader).report.seconds_used == 3 * MINUTE


def test_an_edited_given_file_is_replaced_at_the_reveal_and_told(
    sitting: Sitting, grader: FakeGrader
) -> None:
    finish(sitting, 1)
    (sitting.workspace / "settings.py").write_text("LEVEL = 99\n")
    hand_in(sitting, grader)
    assert (sitting.workspace / "settings.py").read_text() == "LEVEL = 2\n"
    assert git(sitting, "show", "kata/stage-1:settings.py") == "LEVEL = 99\n"
    notes = hand_in(sitting, grader).report.notes
    assert any(note.startswith("settings.py is the kata's own file and was edited") for note in notes)


def test_the_trainees_other_files_stay_as_they_are_at_the_reveal(
    sitting: Sitting, grader: FakeGrader
) -> None:
    finish(sitting, 1)
    (sitting.workspace / "notes.txt").write_text("mine\n")
    hand_in(sitting, grader)
    assert (sitting.workspace / "notes.txt").read_text() == "mine\n"


def test_a_record_changed_by_hand_is_told_in_the_report(sitting: Sitting, grader: FakeGrader) -> None:
    pause(sitting, "lunch")
    resume(sitting)
    path = sitting.record.path
    path.write_bytes(path.read_bytes().replace(b"lunch", b"brunch"))
    notes = hand_in(sitting, grader).report.notes
    assert any("changed by hand" in note for note in notes)


def test_a_merge_under_way_is_refused_and_nothing_is_recorded(sitting: Sitting, grader: FakeGrader) -> None:
    (sitting.workspace / ".git" / "MERGE_HEAD").write_text(git(sitting, "rev-parse", "HEAD"))
    with pytest.raises(StateError, match="merge is under way"):
        hand_in(sitting, grader)
    assert not any(isinstance(entry.event, HandedIn) for entry in sitting.record.entries())


def test_a_detached_head_is_refused(sitting: Sitting, grader: FakeGrader) -> None:
    git(sitting, "checkout", "-q", "--detach")
    with pytest.raises(StateError, match="detached"):
        hand_in(sitting, grader)


def test_a_deleted_git_folder_loses_nothing(sitting: Sitting, grader: FakeGrader) -> None:
    finish(sitting, 1)
    hand_in(sitting, grader)
    subprocess.run(["rm", "-rf", str(sitting.workspace / ".git")], check=True)
    finish(sitting, 2)
    outcome = hand_in(sitting, grader)
    assert outcome.next_stage == 3
    assert (sitting.workspace / ".git" / "kata-sitting").read_text().strip() == sitting.folder.name


def test_a_second_hand_in_at_the_same_time_is_refused(sitting: Sitting, grader: FakeGrader) -> None:
    with sitting.alone(), pytest.raises(StateError, match="Another kata command"):
        hand_in(sitting, grader)


def test_a_baseline_exchanged_in_the_store_is_refused(sitting: Sitting, grader: FakeGrader) -> None:
    finish(sitting, 1)
    hand_in(sitting, grader)
    sitting.store.keep(sitting.snapshot(), closed_label(1))
    with pytest.raises(StateError, match="not what the record says"):
        hand_in(sitting, grader)


def test_the_next_clock_starts_at_the_reveal(sitting: Sitting, grader: FakeGrader, clock: FakeClock) -> None:
    finish(sitting, 1)
    hand_in(sitting, grader)
    revealed = [entry for entry in sitting.record.entries() if isinstance(entry.event, Revealed)]
    assert revealed[-1].at == clock.now()


@pytest.mark.parametrize("trouble", [MachineError("no walls"), KeyboardInterrupt(), OSError("full")])
def test_the_time_of_a_grading_that_comes_to_nothing_is_the_graders(
    sitting: Sitting, clock: FakeClock, grader: FakeGrader, trouble: BaseException
) -> None:
    def broken(*_: object, **__: object) -> Report:
        clock.pass_time(500)
        raise trouble

    clock.pass_time(60)
    with pytest.raises(type(trouble)):
        hand_in(sitting, broken)
    assert sitting.timesheet(1).used == 60
    clock.pass_time(30)
    assert sitting.timesheet(1).used == 90
    with pytest.raises(type(trouble)):
        hand_in(sitting, broken)
    assert sitting.timesheet(1).used == 90
    (sitting.workspace / "done-1").write_text("")
    assert hand_in(sitting, grader).report.seconds_used == 90
