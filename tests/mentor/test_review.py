from __future__ import annotations

from pathlib import Path

import pytest
from kata.base.errors import UsageError
from kata.mentor.review import identity, reviewed
from kata.mentor.review_file import (
    CommentEntry,
    OverrideEntry,
    ReviewFile,
    StageEntry,
    add_comment,
    add_override,
    add_stage,
    begin,
    read,
    renew,
)
from kata.report.report import CheckResult, Outcome, Report
from kata.workspace.tree import snapshot
from msgspec.structs import replace

FILES = snapshot({"tea/pot.py": b"hot = 1\nfull = 1\n", "odd\udcff\x1b.py": b""})


def check(name: str, outcome: Outcome, *, advice: bool = False, halved: bool = False) -> CheckResult:
    return CheckResult(
        id=name,
        stage=2,
        group="current",
        outcome=outcome,
        summary="two\nlines\x1b[2J",
        advice=advice,
        halved_by_refactoring=halved,
    )


REPORT = Report(
    kata="tea",
    stage=2,
    stage_name="2_step",
    passed=False,
    score=50.0,
    verdict="violated",
    tree=FILES.tree,
    baselines=("a" * 40, "b" * 40),
    checks=(
        check("behaviour.pours", "passed"),
        check("open-closed.unmodified", "failed", halved=True),
        check("design.few", "told", advice=True),
    ),
)
NOW = (StageEntry(number=2, graded=identity(REPORT)),)


def override(name: str = "open-closed.unmodified", outcome: str = "passed", **more: str) -> OverrideEntry:
    said = {"reason": "no harm done", **more}
    return OverrideEntry(stage=2, check=name, outcome=outcome, **said)  # type: ignore[arg-type]


def test_the_graders_findings_stay_and_the_mentors_stand_beside_them() -> None:
    found = reviewed(REPORT, FILES, ReviewFile(stage=NOW, override=(override(),)))
    assert (found.passed, found.score, found.verdict) == (False, 50.0, "violated")
    assert [one.outcome for one in found.checks] == ["passed", "failed", "told"]
    assert found.review is not None
    assert (found.review.passed, found.review.score, found.review.verdict) == (True, 100.0, "kept")
    assert found.checks[1].override is not None
    assert found.checks[1].override.reason == "no harm done"


def test_a_mentor_may_fail_what_the_grader_passed() -> None:
    found = reviewed(
        REPORT, FILES, ReviewFile(stage=NOW, override=(override("behaviour.pours", "failed"),))
    ).review
    assert found is not None
    assert (found.passed, found.score) == (False, 0.0)


def test_the_half_points_of_a_refactoring_stay_halved() -> None:
    refactored = replace(REPORT, verdict="refactored-first")
    found = reviewed(refactored, FILES, ReviewFile(stage=NOW, override=(override(),))).review
    assert found is not None
    assert (found.score, found.verdict) == (75.0, "refactored-first")


def test_comments_go_to_their_checks_and_the_others_to_the_stage() -> None:
    comments = (
        CommentEntry(stage=2, text="look", check="behaviour.pours", path="tea/pot.py", line=2),
        CommentEntry(stage=2, text="well done"),
        CommentEntry(stage=1, text="another stage"),
    )
    found = reviewed(REPORT, FILES, ReviewFile(stage=NOW, comment=comments))
    assert [(one.text, one.path, one.line) for one in found.checks[0].comments] == [("look", "tea/pot.py", 2)]
    assert found.review is not None
    assert [one.text for one in found.review.comments] == ["well done"]


def test_a_review_that_says_nothing_of_a_stage_changes_nothing() -> None:
    assert reviewed(REPORT, FILES, ReviewFile(stage=NOW)) is REPORT


@pytest.mark.parametrize("changed", [{"tree": "c" * 40}, {"baselines": ("a" * 40, "d" * 40)}])
def test_a_review_of_other_files_is_told_and_not_applied(changed: dict[str, object]) -> None:
    found = reviewed(replace(REPORT, **changed), FILES, ReviewFile(stage=NOW, override=(override(),)))
    assert found.review is not None
    assert (found.review.stale, found.review.passed, found.review.score) == (True, False, 50.0)
    assert "written on other files" in found.review.remarks[0]
    assert all(one.override is None for one in found.checks)


def test_an_override_of_another_finding_is_told_and_not_applied() -> None:
    found = reviewed(REPORT, FILES, ReviewFile(stage=NOW, override=(override(found="could-not-run"),)))
    assert found.review is not None
    assert found.review.passed is False
    assert "had found could-not-run then, and finds failed now" in found.review.remarks[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (override("unmodified"), "no check 'unmodified'. Did you mean open-closed.unmodified"),
        (override("nothing.like.it"), "writes all ids into the review file"),
        (override(reason=" "), "has no reason"),
        (override("design.few", "failed"), "advice never fails"),
    ],
)
def test_an_override_that_makes_no_sense_is_told(wrong: OverrideEntry, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        reviewed(REPORT, FILES, ReviewFile(stage=NOW, override=(wrong,)))


def test_two_overrides_of_one_check_are_told() -> None:
    with pytest.raises(UsageError, match="more than once"):
        reviewed(REPORT, FILES, ReviewFile(stage=NOW, override=(override(), override())))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"path": "tea/pot.py", "line": 3}, "no line 3 at stage 2: it has 2"),
        ({"path": "tea/pot.py", "line": -1}, "no line -1"),
        ({"path": "tea/cup.py"}, "no file tea/cup.py"),
        ({"line": 1}, "of no file"),
        ({"check": "x.y"}, "no check 'x.y'"),
        ({"text": " "}, "says nothing"),
    ],
)
def test_a_comment_on_what_is_not_there_is_told(fields: dict[str, str | int], told: str) -> None:
    wrong = CommentEntry(**{"stage": 2, "text": "look", **fields})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=told):
        reviewed(REPORT, FILES, ReviewFile(stage=NOW, comment=(wrong,)))


def test_a_file_of_an_odd_name_can_be_commented_on_as_it_is_shown() -> None:
    comment = CommentEntry(stage=2, text="odd", path="odd\\xff\\x1b.py")
    found = reviewed(REPORT, FILES, ReviewFile(stage=NOW, comment=(comment,))).review
    assert found is not None
    assert len(found.comments) == 1


def test_what_is_written_is_read_again_and_a_persons_words_stay(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ada.review.toml"
    begin(path, "tea", "ada\n[[comment]]")
    add_stage(path, REPORT, identity(REPORT))
    path.write_text(path.read_text() + "# by hand, without an end")
    comment = CommentEntry(stage=2, text='"quoted"\nand \x7f 漢字 \udcff', check="behaviour.pours")
    add_comment(path, comment)
    add_override(path, override(found="failed"))
    found = read(path)
    assert (found.kata, found.stage, found.override) == ("tea", NOW, (override(found="failed"),))
    assert found.comment == (replace(comment, text='"quoted"\nand \x7f 漢字 \ufffd'),)
    assert "# by hand, without an end\n" in path.read_text()


def test_renewing_changes_the_identity_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    begin(path, "tea", "ada")
    add_stage(path, REPORT, "old0")
    before = path.read_text()
    renew(path, [("old0", "new0")])
    assert path.read_text() == before.replace("old0", "new0")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[comment]\n", "cannot be read as a review"),
        ("\udcff", "cannot be read as a review"),
        ('[[comment]]\nstage = 1\ntxt = "x"\n', "txt"),
        ('[[override]]\nstage = 1\ncheck = "a"\noutcome = "skipped"\nreason = "r"\n', "skipped"),
        ('[[override]]\nstage = 1\ncheck = "a"\noutcome = "passed"\n', "reason"),
        ("format_version = 9\n", "format 9"),
    ],
)
def test_a_file_that_is_no_review_is_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "review.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=told):
        read(path)


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == ReviewFile()
