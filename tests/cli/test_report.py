"""`kata report`: the references beside closed stages, shut chapters, and where it is written to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.reports.formats import FORMATS

if TYPE_CHECKING:
    from conftest import Kata

Do = Callable[[int], None]


def test_the_page_of_a_closed_stage_has_the_references(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    kata("next")
    page = kata("report", "--format", "html").out
    assert "<b>The reference</b>" in page


def test_the_page_of_an_open_stage_has_no_references(kata: Kata, workspace: Path) -> None:
    kata("next")
    page = kata("report", "--format", "html").out
    assert "<b>The reference</b>" not in page


def test_a_chapter_that_is_shut_is_told_to_be(kata: Kata, workspace: Path, do: Do) -> None:
    shut = kata("next")
    assert "once stage 1 is closed" in shut.out
    do(1)
    kata("next")
    assert all(check["opens_after"] == 0 for check in kata("report", "--format", "json").document["checks"])


@pytest.mark.parametrize("form", ["terminal", *(known.name for known in FORMATS)])
def test_every_format_goes_to_a_file(kata: Kata, workspace: Path, tmp_path: Path, form: str) -> None:
    kata("next")
    target = tmp_path / "report"
    said = kata("report", "--format", form, "--output", str(target))
    assert (said.code, said.out) == (0, "")
    assert target.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_every_format_of_a_grading_goes_to_a_file(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path, form: str
) -> None:
    do(1)
    kata("next")
    target = tmp_path / "graded"
    pack = Path(__file__).parent / "pack"
    graded = ("grade", str(workspace), "--pack", str(pack), "--allow-weak-sandbox")
    said = kata(*graded, "--format", form, "--output", str(target))
    assert said.out == ""
    assert "1" in target.read_text(encoding="utf-8")


def test_annotations_come_with_a_step_summary_where_one_is_kept(
    kata: Kata, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    kata("next")
    said = kata("report", "--format", "github")
    assert said.out.startswith("::")
    written = summary.read_text(encoding="utf-8")
    assert written.startswith("before\n# ")
    assert "pours" in written
    kata("report", "--format", "markdown")
    assert summary.read_text(encoding="utf-8") == written
