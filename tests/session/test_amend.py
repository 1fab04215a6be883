from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from kata.base.errors import MachineError, StateError, UsageError
from kata.content.kata import Kata
from kata.report.report import CheckResult, Outcome, Report
from kata.session.amend import amend as declare
from kata.session.amendment_kind import Amendment, Judge
from kata.session.handin import hand_in
from kata.session.reveal import Step
from kata.session.sitting import Sitting
from kata.workspace.history import refs_of_marks
from kata.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.session.conftest import FakeClock


class WordGrader:
    """One behaviour check for each of the words `hot` and `full`, which a file may hold; any passes a stage."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.refactored: list[bool] = []
        self.baselines: tuple[Snapshot, ...] = ()

    def __call__(
        self, kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
    ) -> Report:
        self.clock.pass_time(10)
        self.refactored.append(refactored)
        self.baselines = baselines
        text = b"".join(current.files.values())
        checks = tuple(
            CheckResult(
                id=f"behaviour.{word}",
                stage=1,
                group="current",
                outcome="passed" if word.encode() in text else "failed",
                summary=word,
            )
            for word in ("hot", "full")
        )
        return Report(
            kata=kata.name,
            stage=stage,
            stage_name=kata.stage(stage).name,
            passed=b"hot" in text,
            score=50.0,
            verdict=None,
            checks=checks,
            baselines=tuple(each.tree for each in baselines),
        )


@pytest.fixture
def words(clock: FakeClock) -> WordGrader:
    return WordGrader(clock)


@pytest.fixture
def second(sitting: Sitting, words: WordGrader) -> Sitting:
    """At stage 2, with `hot` closed and `full` missing."""
    write(sitting, "tea/pot.py", "hot = 1\n")
    assert hand_in(sitting, words).next_stage == 2
    return sitting


def amend(sitting: Sitting, words: WordGrader, reason: str, step: Step = lambda name: None) -> Amendment:
    return declare(sitting, Judge(sitting.kata, words), reason, step)


def write(sitting: Sitting, path: str, text: str) -> None:
    (sitting.workspace / path).write_text(text)


def test_a_change_that_mends_a_check_is_a_fix(second: Sitting, words: WordGrader) -> None:
    write(second, "tea/pot.py", "hot = full = 1\n")
    found = amend(second, words, "it leaked")
    assert (found.kind, found.changed_checks) == ("fix", ("behaviour.full",))


def test_a_change_that_changes_no_check_is_a_refactoring(second: Sitting, words: WordGrader) -> None:
    write(second, "tea/pot.py", "class Pot:\n    hot = 1\n")
    assert amend(second, words, "a seam for sugar").kind == "refactoring"
    hand_in(second, words)
    assert words.refactored[-1] is True


def test_a_change_that_breaks_a_check_is_refused_and_nothing_changes(
    second: Sitting, words: WordGrader
) -> None:
    before = second.baselines()
    write(second, "tea/pot.py", "cold = 1\n")
    found = amend(second, words, "why not")
    assert (found.kind, found.changed_checks) == ("refused", ("behaviour.hot",))
    assert second.baselines() == before
    assert list(refs_of_marks(second.workspace)) == ["stage-1"]


def test_clients_can_be_fixed_and_never_refactored(second: Sitting, words: WordGrader) -> None:
    write(second, "clients/guest.py", "# as before\n")
    assert amend(second, words, "tidy").kind == "refused"
    write(second, "clients/guest.py", "full = 1\n")
    assert amend(second, words, "it was wrong").kind == "fix"


def test_from_then_on_the_amended_files_are_what_must_not_change(second: Sitting, words: WordGrader) -> None:
    write(second, "tea/pot.py", "class Pot:\n    hot = 1\n")
    amend(second, words, "a seam")
    hand_in(second, words)
    assert words.baselines[1].files["tea/pot.py"] == b"class Pot:\n    hot = 1\n"
    assert words.baselines[1].files["settings.py"] == b"LEVEL = 1\n"


def test_the_report_holds_every_amendment_with_its_reason_and_diff(
    second: Sitting, words: WordGrader
) -> None:
    write(second, "tea/pot.py", "cold = 1\n")
    amend(second, words, "why not")
    write(second, "tea/pot.py", "class Pot:\n    hot = 1\n")
    amend(second, words, "a seam")
    report = hand_in(second, words).report
    assert [(note.kind, note.reason) for note in report.amendments] == [
        ("refused", "why not"),
        ("refactoring", "a seam"),
    ]
    assert "+    hot = 1" in report.amendments[1].diff
    assert "settings.py" not in report.amendments[1].diff
    assert second.before(report) == second.store.load("stage-1-amendment-2")


def test_the_grading_of_an_amendment_is_not_the_trainees_time(
    second: Sitting, words: WordGrader, clock: FakeClock
) -> None:
    clock.pass_time(60)
    write(second, "tea/pot.py", "hot = full = 1\n")
    amend(second, words, "it leaked")
    clock.pass_time(60)
    assert second.timesheet(2).used == 120


def test_there_is_nothing_to_amend_at_the_first_stage(sitting: Sitting, words: WordGrader) -> None:
    with pytest.raises(StateError, match="No stage is closed yet"):
        amend(sitting, words, "why")


def test_an_amendment_needs_a_reason_and_a_change(second: Sitting, words: WordGrader) -> None:
    with pytest.raises(UsageError, match="reason"):
        amend(second, words, "  ")
    with pytest.raises(UsageError, match="No code has changed"):
        amend(second, words, "because")


def test_killed_before_it_is_recorded_nothing_is_declared(second: Sitting, words: WordGrader) -> None:
    class Killed(BaseException):
        pass

    def kill(name: str) -> None:
        if name == "judged":
            raise Killed

    before = second.baselines()
    write(second, "tea/pot.py", "hot = full = 1\n")
    with pytest.raises(Killed):
        amend(second, words, "it leaked", step=kill)
    assert second.baselines() == before
    assert amend(second, words, "it leaked").kind == "fix"


def test_tests_and_notes_are_no_amendment(second: Sitting, words: WordGrader) -> None:
    (second.workspace / "tests").mkdir()
    write(second, "tests/test_pot.py", "full = 1\n")
    write(second, "NOTES.md", "full\n")
    with pytest.raises(UsageError, match="tests and notes may change freely"):
        amend(second, words, "because")


class StageGrader(WordGrader):
    """At stage 2, a check of that stage for the word `sweet`; at night, `by day` is not `full`."""

    night = False

    def __call__(
        self, kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
    ) -> Report:
        report = super().__call__(kata, stage, current, baselines, refactored=refactored)
        text = b"".join(current.files.values())
        checks = [
            msgspec.structs.replace(check, outcome="failed")
            if self.night and check.id == "behaviour.full" and b"by day" in text
            else check
            for check in report.checks
        ]
        if stage == 2:
            sweet: Outcome = "passed" if b"sweet" in text else "failed"
            checks.append(
                CheckResult(id="behaviour.sweet", stage=2, group="current", outcome=sweet, summary="sweet")
            )
        return msgspec.structs.replace(report, checks=tuple(checks))


@pytest.fixture
def grader(clock: FakeClock) -> StageGrader:
    return StageGrader(clock)


def test_what_passed_when_the_stage_was_closed_was_not_broken(sitting: Sitting, grader: StageGrader) -> None:
    write(sitting, "tea/pot.py", "hot = full = 'by day'\n")
    hand_in(sitting, grader)
    grader.night = True
    write(sitting, "tea/pot.py", "hot = full = 1\n")
    assert amend(sitting, grader, "it fails at night").kind == "refactoring"


def test_what_was_broken_when_the_stage_was_closed_and_is_no_more_is_no_fix(
    sitting: Sitting, grader: StageGrader
) -> None:
    grader.night = True
    write(sitting, "tea/pot.py", "hot = full = 'by day'\n")
    hand_in(sitting, grader)
    grader.night = False
    write(sitting, "tea/pot.py", "hot = full = 1\n")
    assert amend(sitting, grader, "it failed at night").kind == "refactoring"


def test_a_feature_is_not_slipped_in_with_a_fix(sitting: Sitting, grader: StageGrader) -> None:
    write(sitting, "tea/pot.py", "hot = 1\n")
    hand_in(sitting, grader)
    write(sitting, "tea/pot.py", "hot = full = sweet = 1\n")
    found = amend(sitting, grader, "it leaked")
    assert (found.kind, found.changed_checks) == ("refused", ("behaviour.sweet",))
    assert "behaviour.sweet" in found.why and "Take the new code out" in found.way
    write(sitting, "tea/pot.py", "hot = full = 1\n")
    assert amend(sitting, grader, "it leaked").kind == "fix"


@pytest.mark.parametrize(("of_right", "kind"), [("sweet", "fix"), ("plain", "refused")])
def test_what_right_closed_code_passes_of_the_open_stage_is_no_feature(
    sitting: Sitting, grader: StageGrader, of_right: str, kind: str
) -> None:
    asked: list[int] = []

    def right(stage: int) -> dict[str, bytes]:
        asked.append(stage)
        return {"tea/pot.py": of_right.encode()}

    write(sitting, "tea/pot.py", "hot = 1\n")
    hand_in(sitting, grader)
    write(sitting, "tea/pot.py", "hot = full = sweet = 1\n")
    assert declare(sitting, Judge(sitting.kata, grader, right), "it leaked").kind == kind
    assert asked == [1]


def test_what_the_grader_could_not_decide_is_not_the_trainees_trouble(
    sitting: Sitting, grader: StageGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sitting, "tea/pot.py", "hot = full = 1\n")
    hand_in(sitting, grader)
    write(sitting, "tea/pot.py", "full = hot = 1\n")
    real = StageGrader.__call__

    def stuck(
        self: StageGrader, kata: Kata, stage: int, current: Snapshot, *rest: Any, **named: Any
    ) -> Report:
        report = real(self, kata, stage, current, *rest, **named)
        if b"full = hot" not in current.files["tea/pot.py"]:
            return report
        return msgspec.structs.replace(
            report,
            checks=tuple(msgspec.structs.replace(c, outcome="could-not-run") for c in report.checks),
        )

    monkeypatch.setattr(StageGrader, "__call__", stuck)
    found = amend(sitting, grader, "the other way round")
    assert found.kind == "refused"
    assert "could not run behaviour.hot, behaviour.full. That is the machine's trouble" in found.why
    assert "kata doctor" in found.way


def test_an_amendment_that_could_not_be_judged_costs_no_time(second: Sitting, clock: FakeClock) -> None:
    def broken(*_: object, **__: object) -> Report:
        clock.pass_time(500)
        raise MachineError("no walls")

    write(second, "tea/pot.py", "hot = full = 1\n")
    clock.pass_time(60)
    with pytest.raises(MachineError):
        declare(second, Judge(second.kata, broken), "it leaked")
    assert second.timesheet(2).used == 60
    clock.pass_time(5)
    assert second.timesheet(2).used == 65
