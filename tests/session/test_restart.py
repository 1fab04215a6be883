from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.base.errors import StateError
from kata.session.handin import hand_in
from kata.session.home import Home, read
from kata.session.restart import restart
from kata.session.sitting import Sitting

if TYPE_CHECKING:
    from tests.session.conftest import FakeClock, FakeGrader


def test_a_restart_begins_anew_and_keeps_what_was_there(
    sitting: Sitting, home: Home, grader: FakeGrader, clock: FakeClock
) -> None:
    (sitting.workspace / "done-1").write_text("")
    hand_in(sitting, grader)
    clock.pass_time(100)
    fresh, kept = restart(sitting, home, "")
    assert (fresh.workspace, fresh.progress().stage, fresh.progress().closed) == (sitting.workspace, 1, 0)
    assert fresh.timesheet(1).used == 0
    assert not (fresh.workspace / "done-1").exists()
    assert (kept / "done-1").exists() and kept.parent == sitting.workspace.parent
    assert home.find(fresh.workspace) == fresh.folder != sitting.folder
    assert home.find(kept) == sitting.folder
    assert sitting.report(1) is not None


def test_a_second_restart_keeps_both(sitting: Sitting, home: Home) -> None:
    fresh, first = restart(sitting, home, "")
    _, second = restart(fresh, home, "")
    assert first != second and first.is_dir() and second.is_dir()


def test_what_cannot_be_begun_anew_is_as_it_was(
    sitting: Sitting, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StateError("no")

    monkeypatch.setattr("kata.session.restart.start", full)
    (sitting.workspace / "mine.py").write_text("x = 1\n")
    with pytest.raises(StateError):
        restart(sitting, home, "")
    assert (sitting.workspace / "mine.py").read_text() == "x = 1\n"
    assert home.find(sitting.workspace) == sitting.folder
    assert read(sitting.folder).workspace == str(sitting.workspace)
    assert [each.name for each in sitting.workspace.parent.iterdir() if "restart" in each.name] == []


Reopened = Callable[[], Sitting]


def test_a_restart_waits_for_no_other_command(sitting: Sitting, home: Home, reopened: Reopened) -> None:
    with reopened().alone(), pytest.raises(StateError, match="at work"):
        restart(sitting, home, "")


def test_the_folder_itself_stays_for_a_shell_that_is_in_it(
    sitting: Sitting, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sitting.workspace)
    restart(sitting, home, "")
    assert Path.cwd() == sitting.workspace
    assert Path("README.md").is_file()
