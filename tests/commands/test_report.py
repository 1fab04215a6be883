"""`kata report`: the references beside closed stages, shut chapters, and where it is written to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.views.formats import FORMATS

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

pytestmark = pytest.mark.usefixtures("graded_once")

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


def test_nobody_is_sent_to_a_chapter_that_is_shut(kata: Kata, workspace: Path, do: Do) -> None:
    shut = kata("next")
    assert "once stage 1" not in shut.out
    assert "kata book pouring" not in shut.out
    assert "Read <" not in kata("report", "--format", "html").out
    assert "kata book" not in kata("report", "--format", "markdown").out
    do(1)
    kata("next")
    document = kata("report", "--format", "json").document
    assert all(check["opens_after"] == 0 for check in document["checks"])
    (workspace / "settings.py").write_text("edited = 1\n")
    assert "kata book pouring" in kata("next").out


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


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.json", "{"),
        ("a.html", "<!DOCTYPE html>"),
        ("a.HTM", "<!DOCTYPE html>"),
        ("a.md", "# "),
        ("a.xml", "<?xml"),
        ("a.sarif", '{\n  "$schema"'),
        ("a.ctrf.json", '{\n  "reportFormat"'),
        ("a.csv", "assignment,"),
        ("a.txt", "Stage 1"),
    ],
)
def test_the_ending_of_a_file_says_how_to_write_it(
    kata: Kata, workspace: Path, tmp_path: Path, name: str, begins: str
) -> None:
    kata("next")
    said = kata("report", "--output", str(tmp_path / name))
    assert (said.code, said.out, said.err) == (0, "", "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_format_that_is_named_counts_more_than_an_ending(
    kata: Kata, workspace: Path, tmp_path: Path
) -> None:
    kata("next")
    assert kata("report", "--format", "junit", "--output", str(tmp_path / "a.html")).code == 0
    assert (tmp_path / "a.html").read_text().startswith("<?xml")


@pytest.mark.parametrize("name", ["report", "a.pdf", "json", "a.json.bak"])
def test_an_ending_that_says_nothing_is_refused(
    kata: Kata, workspace: Path, tmp_path: Path, name: str
) -> None:
    kata("next")
    said = kata("report", "--output", str(tmp_path / name))
    assert (said.code, "--format" in said.err) == (2, True)
    assert not (tmp_path / name).exists()
