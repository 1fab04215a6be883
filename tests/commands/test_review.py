from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata, Said

pytestmark = pytest.mark.usefixtures("graded_once")

PACK = str(Path(__file__).parent / "pack")
EVERY_FORMAT = (
    "html", "markdown", "junit", "sarif", "ctrf", "github", "classroom", "gradescope", "exercism", "csv",
)  # fmt: skip
Review = Callable[..., "Said"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Where the review is kept when nobody says otherwise."""
    return tmp_path / "tea.review.toml"


@pytest.fixture
def review(kata: Kata, workspace: Path, do: Callable[[int], None]) -> Review:
    """The command on a workspace whose one stage breaks a rule: a given file was edited."""
    do(1)
    (workspace / "settings.py").write_text("LEVEL = 9\n")

    def command(*arguments: str) -> Said:
        return kata("review", str(workspace), "--pack", PACK, "--allow-weak-sandbox", *arguments)

    return command


def graded(said: Said) -> Any:
    return said.document["reports"][0]


def test_the_first_review_writes_what_was_found_beside_the_repository(
    review: Review, sheet: Path, workspace: Path
) -> None:
    files = sorted(workspace.rglob("*"))
    assert review().code == 1
    text = sheet.read_text()
    assert tomllib.loads(text)["stage"][0]["number"] == 1
    assert "#   FAILED         open-closed.given-files" in text
    assert sorted(workspace.rglob("*")) == files


def test_an_override_stands_beside_what_the_grader_found(review: Review) -> None:
    said = review("--override", "open-closed.given-files", "passed", "--reason", "I asked for it.")
    assert (said.code, said.out) == (0, "")
    again = review("--format", "json")
    report = graded(again)
    assert again.code == 0
    assert (report["passed"], report["review"]["passed"], report["review"]["score"]) == (False, True, 100.0)
    [check] = [one for one in report["checks"] if one["override"]]
    assert (check["outcome"], check["override"]["outcome"]) == ("failed", "passed")


def test_every_format_shows_the_mentors_words(review: Review) -> None:
    assert review("--override", "open-closed.given-files", "passed", "--reason", "Wasasked").code == 0
    assert review("--comment", "open-closed.given-files@tea/plain.py:1", "Goodname").code == 0
    for form in EVERY_FORMAT[:-1]:
        out = review("--format", form).out
        assert "Wasasked" in out, form
        assert "Goodname" in out, form
    row = review("--format", "csv").out.splitlines()
    assert dict(zip(row[0].split(","), row[1].split(","), strict=True))["mentor_comments"] == "1"
    shown = " ".join(review().out.split())
    assert "Mentor passed, 100 of 100 points" in shown
    assert "Passed in the mentor's judgement (the grader: failed). Wasasked" in shown


def test_nothing_is_graded_twice_unless_it_is_asked_for(review: Review, tmp_path: Path) -> None:
    review()
    [kept] = (tmp_path / "state" / "gradings").iterdir()
    told = json.loads(kept.read_text()) | {"score": 12.0}
    kept.write_text(json.dumps(told))
    assert graded(review("--format", "json"))["score"] == 12.0
    assert graded(review("--format", "json", "--again"))["score"] != 12.0


def test_a_review_of_files_that_changed_is_told_and_taken_over_when_asked(
    review: Review, workspace: Path, sheet: Path
) -> None:
    review("--comment", "@tea/plain.py:1", "Good.")
    (workspace / "tea" / "plain.py").write_text((workspace / "tea" / "plain.py").read_text() + "# more\n")
    said = review("--format", "json")
    assert graded(said)["review"]["stale"] is True
    assert graded(said)["review"]["comments"] == []
    assert "written on other files" in said.err
    refused = review("--comment", "stage", "More.")
    assert (refused.code, "--renew" in refused.err) == (2, True)
    before = sheet.read_text()
    assert review("--renew").code == 0
    assert len(sheet.read_text()) == len(before)
    assert graded(review("--format", "json"))["review"]["comments"][0]["text"] == "Good."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--comment", "behaviour.nothing", "x"), "no check 'behaviour.nothing'"),
        (("--comment", "@tea/plain.py:999", "x"), "no line 999"),
        (("--comment", "@tea/none.py:1", "x"), "no file tea/none.py"),
        (("--comment", "@", "x"), "needs a place"),
        (("--comment", "stage", ""), "says nothing"),
        (("--override", "behaviour.pours", "failed"), "needs a reason"),
        (("--override", "behaviour.pours", "fine", "--reason", "x"), "'fine' is not an outcome"),
        (("--override", "behaviour.nothing", "failed", "--reason", "x"), "no check 'behaviour.nothing'"),
        (("--comment", "stage", "x", "--at-stage", "2"), "Stage 2 was not graded"),
        (("--reason", "x"), "belongs to an --override"),
        (("--at-stage", "1"), "--at-stage says where"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence_and_nothing_is_written(
    review: Review, sheet: Path, arguments: tuple[str, ...], told: str
) -> None:
    said = review(*arguments)
    assert said.code == 2
    assert told in said.err
    assert not sheet.exists()


def test_a_mentor_writes_advice_and_the_file_keeps_its_value(review: Review, sheet: Path) -> None:
    assert review("--override", "open-closed.given-files", "advice", "--reason", "x").code == 0
    assert 'outcome = "told"' in sheet.read_text()


def test_a_check_is_overridden_once(review: Review, sheet: Path) -> None:
    arguments = ("--override", "open-closed.given-files", "passed", "--reason", "x")
    review(*arguments)
    said = review(*arguments)
    assert said.code == 2
    assert f"overridden in {sheet} already" in said.err


def test_a_review_is_never_kept_among_the_trainees_files(review: Review, workspace: Path) -> None:
    for inside in (workspace / "review.toml", workspace / "tea"):
        said = review("--file", str(inside))
        assert said.code == 2
        assert "among the trainee's files" in said.err


def test_a_folder_of_reviews_holds_one_file_for_each_repository(review: Review, tmp_path: Path) -> None:
    (tmp_path / "reviews").mkdir()
    review("--file", str(tmp_path / "reviews"))
    assert (tmp_path / "reviews" / "tea.review.toml").exists()


def test_the_review_of_another_kata_is_told(review: Review, sheet: Path) -> None:
    sheet.write_text('kata = "coffee"\n')
    said = review()
    assert (said.code, "review of the kata coffee" in said.err) == (2, True)


def test_words_on_a_stage_that_was_not_graded_are_told(review: Review, sheet: Path) -> None:
    review()
    sheet.write_text(sheet.read_text() + '[[comment]]\nstage = 2\ntext = "later"\n')
    assert "speaks of stage 2, which was not graded" in review().err


def test_the_mentors_judgement_counts_in_every_export_and_the_graders_stands_beside(review: Review) -> None:
    found = json.loads(review("--format", "gradescope").out)
    assert found["score"] < 100
    assert review("--override", "open-closed.given-files", "passed", "--reason", "Wasasked").code == 0
    scored = json.loads(review("--format", "gradescope").out)
    assert scored["score"] == 100
    [test] = [one for one in scored["tests"] if one["name"].startswith("open-closed.given-files")]
    assert (test["status"], test["extra_data"]["outcome"]) == ("passed", "failed")
    assert json.loads(review("--format", "classroom").out)["status"] == "pass"
    assert json.loads(review("--format", "exercism").out)["status"] == "pass"
    assert 'failures="1"' not in review("--format", "junit").out
    assert json.loads(review("--format", "ctrf").out)["results"]["summary"]["failed"] == 0
    row = review("--format", "csv").out.splitlines()
    cells = dict(zip(row[0].split(","), row[1].split(","), strict=True))
    assert (cells["score"], cells["passed"], cells["grader_passed"]) == ("100", "yes", "no")
    assert "::error" not in review("--format", "github").out
    document = review("--format", "json").document
    assert (document["passed"], document["score"]) == (True, 100)
    assert document["reports"][0]["review"]["found"]["passed"] is False
    shown = " ".join(review().out.split())
    assert shown.startswith("Stage 1 passed: all 3 checks passed.")
    assert "(the grader: not passed," in shown
    page = review("--format", "html").out
    assert "<h1>Stage 1 passed" in page


def test_a_check_that_a_mentor_fails_fails_everywhere(review: Review) -> None:
    assert review("--override", "behaviour.pours", "failed", "--reason", "Cold.").code == 0
    assert json.loads(review("--format", "classroom").out)["status"] == "fail"
    assert json.loads(review("--format", "gradescope").out)["score"] < 50


def test_an_archive_is_reviewed_beside_itself(
    kata: Kata, workspace: Path, do: Callable[[int], None], tmp_path: Path
) -> None:
    do(1)
    archive = shutil.make_archive(str(tmp_path / "anna"), "zip", workspace)
    said = kata("review", archive, "--pack", PACK, "--allow-weak-sandbox", "--comment", "stage", "Good.")
    assert said.code == 0
    assert "Good." in (tmp_path / "anna.review.toml").read_text()
