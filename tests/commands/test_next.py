"""`kata next` on what was handed in before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import kata.grader.grade as grader
import pytest
from kata.commands.handin import KEPT
from kata.commands.support.screen import Screen

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

TOLD = "not graded again"


@pytest.fixture
def graded(graded_once: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The stages of the gradings as they are asked for."""
    asked: list[int] = []
    real = grader.grade

    def counting(kata: Any, number: int, *rest: Any, **more: Any) -> Any:
        asked.append(number)
        return real(kata, number, *rest, **more)

    monkeypatch.setattr(grader, "grade", counting)
    return asked


def test_what_failed_before_is_told_at_once_and_as_kept(
    kata: Kata, workspace: Path, graded: list[int]
) -> None:
    first = kata("next")
    second = kata("next")
    assert graded == [1]
    assert (first.code, second.code) == (1, 1)
    assert (TOLD in first.err, TOLD in second.err, "--again" in second.err) == (False, True, True)
    assert second.out.splitlines()[0] == first.out.splitlines()[0]  # further down stands how late it is
    document = kata("next", "--format", "json").document
    assert (document["kept"], document["advanced"]) == (True, False)
    assert "kept" not in kata("next", "--again", "--format", "json").document
    assert graded == [1, 1]
    gone_on = kata("next", "--anyway", "--expect", "nothing")
    assert graded == [1, 1]
    assert (TOLD in gone_on.err, "Now with sugar" in gone_on.out) == (True, True)


def test_a_mentor_takes_no_verdict_from_a_sitting(kata: Kata, workspace: Path, graded: list[int]) -> None:
    for _ in range(2):
        kata("next")
    assert graded == [1]
    named = ("--stage", "1=.", "--pack", str(Path(__file__).parent / "pack"), "--allow-weak-sandbox")
    first = kata("grade", str(workspace), *named, "--format", "json").document
    assert (graded, first["kept"]) == ([1, 1], [])
    kata("grade", str(workspace), *named)
    assert graded == [1, 1], "from the mentor's own folder"
    (workspace / "notes.txt").write_text("a")
    kata("grade", str(workspace), *named)
    assert not kata("next", "--format", "json").document.get("kept")
    assert graded == [1, 1, 1, 1], "nor does a sitting take one from the mentor's folder"


def test_a_remark_is_never_broken_inside_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kata.commands.support.screen.columns", lambda stream: 80)
    Screen().say(KEPT)
    lines = capsys.readouterr().err.splitlines()
    assert "`kata next --again`" in "\n".join(lines)
    assert all(len(line) <= 80 for line in lines)
