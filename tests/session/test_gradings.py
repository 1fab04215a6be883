"""What a kept verdict depends on."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from kata.base.errors import MachineError
from kata.report.files import write_report
from kata.session import gradings
from kata.session.handin import Outcome, submit
from kata.session.home import Home
from kata.session.reveal import reveal_next, start
from kata.session.sitting import Sitting
from kata.workspace.history import refs_of_marks, state_at
from kata.workspace.tree import snapshot

if TYPE_CHECKING:
    from tests.session.conftest import FakeClock, FakeGrader

ROOT = Path(__file__).parents[2]


def test_every_room_that_has_a_part_in_a_verdict_is_in_its_key():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if "layers" in contract)
    rooms = [room for layer in layers for room in layer.replace("|", ":").replace(" ", "").split(":")]
    below = rooms[rooms.index("session") :]
    assert set(gradings.ROOMS) == set(below)


def walls() -> str:
    return "walls"


def next_of(sitting: Sitting, grader: FakeGrader, *, walls=walls, again: bool = False, anyway: bool = False):
    """A hand-in as `kata next` makes it, with a reveal where the stage is closed."""
    outcome = submit(sitting, gradings.remembering_own(grader, walls, again=again), anyway=anyway)
    assert isinstance(outcome, Outcome)
    if outcome.advanced and outcome.next_stage is not None:
        reveal_next(sitting, "")
    return outcome


def kept_file(sitting: Sitting) -> Path:
    (file,) = (sitting.folder / gradings.FOLDER).iterdir()
    return file


def test_a_failed_hand_in_is_not_graded_again_and_is_told_as_kept(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    first = next_of(sitting, grader)
    clock.pass_time(60)
    again = next_of(sitting, grader)
    assert (first.kept, again.kept) == (False, True)
    assert len(grader.calls) == 1
    assert again.report.checks == first.report.checks
    assert (first.report.seconds_used, again.report.seconds_used) == (0, 60), "times are of this hand-in"
    assert sitting.progress().attempts == 2
    assert sitting.record.problems() == ()
    assert not next_of(sitting, grader, again=True).kept
    assert len(grader.calls) == 2


def test_a_stage_is_closed_in_the_same_way_by_a_kept_verdict(
    sitting: Sitting, tmp_path: Path, home: Home, grader: FakeGrader
) -> None:
    kata, clock = sitting.kata, sitting.clock

    def closed(name: str, *, again: bool) -> tuple[object, ...]:
        sitting = start(kata, tmp_path / name, home, clock)
        next_of(sitting, grader)
        outcome = next_of(sitting, grader, anyway=True, again=again)
        assert (outcome.kept, outcome.advanced, outcome.report.anyway) == (not again, True, True)
        marks = refs_of_marks(sitting.workspace)
        closing = state_at(sitting.workspace, marks["stage-1"]).tree
        events = [entry.event for entry in sitting.record.entries()]
        log = subprocess.run(
            ["git", "-C", str(sitting.workspace), "log", "--format=%s%n%b%T"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return (*marks, closing, log, sitting.baselines()[-1].tree, *events[1:])

    assert closed("kept", again=False) == closed("graded", again=True)


def test_other_files_or_walls_are_graded(sitting: Sitting, grader: FakeGrader) -> None:
    next_of(sitting, grader)
    assert not next_of(sitting, grader, walls=lambda: "others").kept
    (sitting.workspace / "notes.txt").write_text("a")
    assert not next_of(sitting, grader).kept
    (sitting.workspace / "notes.txt").unlink()
    assert next_of(sitting, grader).kept
    assert len(grader.calls) == 3


def test_another_kata_program_python_or_package_is_graded(
    sitting: Sitting, grader: FakeGrader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    next_of(sitting, grader)
    stages = [replace(each, checks=()) for each in sitting.kata.stages]
    assert not next_of(replace(sitting, kata=replace(sitting.kata, stages=tuple(stages))), grader).kept
    with monkeypatch.context() as other:
        other.setattr(sys, "version", "another Python")
        assert not next_of(sitting, grader).kept
    with monkeypatch.context() as other:
        other.setattr(importlib.metadata, "version", lambda _name: "another version")
        assert not next_of(sitting, grader).kept
    with monkeypatch.context() as other:
        other.setattr(gradings, "PROGRAM", tmp_path / "another-program")
        assert not next_of(sitting, grader).kept
    assert next_of(sitting, grader).kept


def test_another_stage_baseline_or_amendment_is_graded(
    sitting: Sitting, grader: FakeGrader, tmp_path: Path
) -> None:
    first, other, current = snapshot({"a": b"1"}), snapshot({"a": b"2"}), snapshot({"a": b"3"})
    graded = gradings.Gradings(tmp_path / "kept", walls).remembering(grader)
    for stage, baselines, refactored in (
        (1, (first,), False),
        (1, (other,), False),
        (2, (first, other), False),
        (2, (first, first), False),
        (2, (first, other), True),
    ):
        before = len(grader.calls)
        for _ in range(2):
            graded(sitting.kata, stage, current, baselines, refactored=refactored)
        assert len(grader.calls) == before + 1


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"passed": false}'])
def test_a_damaged_file_is_graded_again_without_a_word(
    sitting: Sitting, grader: FakeGrader, damage: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    first = next_of(sitting, grader)
    kept_file(sitting).write_bytes(damage)
    again = next_of(sitting, grader)
    assert (again.kept, again.report.checks) == (False, first.report.checks)
    assert capfd.readouterr() == ("", "")
    assert next_of(sitting, grader).kept


def test_a_file_that_says_passed_passes_nothing(sitting: Sitting, grader: FakeGrader) -> None:
    first = next_of(sitting, grader).report
    write_report(msgspec.structs.replace(first, passed=True, score=100.0), kept_file(sitting))
    again = next_of(sitting, grader)
    assert (again.kept, again.advanced, again.report.passed) == (False, False, False)


def test_a_file_that_the_record_does_not_bear_out_is_not_believed(
    sitting: Sitting, grader: FakeGrader
) -> None:
    first = next_of(sitting, grader).report
    write_report(msgspec.structs.replace(first, score=99.0), kept_file(sitting))
    again = next_of(sitting, grader, anyway=True)
    assert (again.kept, again.report.score) == (False, 0.0)


def test_the_report_of_other_files_is_not_shown_for_these(sitting: Sitting, grader: FakeGrader) -> None:
    next_of(sitting, grader)
    file = kept_file(sitting)
    (sitting.workspace / "notes.txt").write_text("a")
    other = next_of(sitting, grader).report
    (sitting.workspace / "notes.txt").unlink()
    write_report(other, file)
    again = next_of(sitting, grader)
    assert (again.kept, again.report.tree == other.tree) == (False, False)


def test_what_could_not_be_graded_is_not_kept(
    sitting: Sitting, grader: FakeGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(*given, **more):
        report = grader(*given, **more)
        checks = [msgspec.structs.replace(each, outcome="could-not-run") for each in report.checks]
        return msgspec.structs.replace(report, checks=tuple(checks))

    for _ in range(2):
        assert not next_of(sitting, stuck).kept  # type: ignore[arg-type]
    assert len(grader.calls) == 2


def test_walls_that_cannot_be_tried_out_cost_no_time(
    sitting: Sitting, grader: FakeGrader, clock: FakeClock
) -> None:
    def none() -> str:
        clock.pass_time(30)
        raise MachineError("No sandbox.")

    with pytest.raises(MachineError):
        next_of(sitting, grader, walls=none)
    assert sitting.timesheet(1).used == 0
