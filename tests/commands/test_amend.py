"""Amendments from declaring them to a mentor's grading of the clone, over the miniature kata."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = str(Path(__file__).parent / "pack")
Do = Callable[[int], None]
Git = Callable[..., str]

pytestmark = pytest.mark.usefixtures("graded_once")

COLD = ("Tea for", "Cold tea for")
RENAMED = ("name", "guest")


def change(workspace: Path, words: tuple[str, str], path: str = "tea/plain.py") -> None:
    file = workspace / path
    file.write_text(file.read_text().replace(*words))


def amend(kata: Kata, reason: str) -> tuple[int, Any]:
    said = kata("amend", "--reason", reason, "--format", "json")
    return said.code, said.document


def graded(kata: Kata, repository: Path, *named: str) -> Any:
    stages = [word for ref in named for word in ("--stage", ref)]
    said = kata("grade", str(repository), *stages, "--pack", PACK, "--allow-weak-sandbox", "--format", "json")
    return said.document["reports"][1]


def points(report: Any) -> tuple[bool, str, float]:
    return report["passed"], report["verdict"], report["score"]


@pytest.fixture
def cold(kata: Kata, workspace: Path, do: Do) -> Path:
    """Stage 1 closed with cold tea, which is wrong."""
    do(1)
    change(workspace, COLD)
    assert kata("next", "--anyway").code == 1
    return workspace


@pytest.fixture
def warm(kata: Kata, workspace: Path, do: Do) -> Path:
    """Stage 1 closed as it should be."""
    do(1)
    assert kata("next").code == 0
    return workspace


def test_a_fix_costs_nothing(kata: Kata, cold: Path, do: Do, tmp_path: Path, git: Git) -> None:
    change(cold, COLD[::-1])
    code, found = amend(kata, "it was cold")
    assert (code, found["kind"], found["changed_checks"]) == (0, "fix", ["behaviour.pours"])
    do(2)
    report = kata("next", "--format", "json").document
    assert points(report) == (True, "kept", 100.0)
    [note] = report["amendments"]
    assert (note["kind"], note["reason"]) == ("fix", "it was cold")
    assert '+        return f"Tea for {name}"' in note["diff"]

    kept = graded(kata, cold)
    assert (points(kept), kept["amendments"]) == (points(report), [note])
    git("clone", "-q", str(cold), str(tmp_path / "clone"))
    claimed = graded(kata, tmp_path / "clone")
    assert points(claimed) == points(report)
    assert claimed["counted"] is False
    [marked] = claimed["amendments"]
    assert marked == note | {"declared_at": ""}


def test_a_refactoring_halves_the_points_of_its_rule_wherever_it_is_graded(
    kata: Kata, warm: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    change(warm, RENAMED)
    code, found = amend(kata, "a better word")
    assert (code, found["kind"], found["changed_checks"]) == (0, "refactoring", [])
    do(2)
    change(warm, RENAMED)
    report = kata("next", "--format", "json").document
    assert points(report)[:2] == (True, "refactored-first")
    whole = len([check for check in report["checks"] if not check["advice"]])
    assert report["score"] == math.floor(100 * (whole - 0.5) / whole)
    git("clone", "-q", str(warm), str(tmp_path / "clone"))
    assert points(graded(kata, tmp_path / "clone")) == points(graded(kata, warm)) == points(report)
    named = ("1=kata/stage-1", "2=kata/stage-2")
    assert points(graded(kata, tmp_path / "clone", *named)) == points(report)


def test_a_fix_and_a_refactoring_are_told_apart_by_their_marks(
    kata: Kata, cold: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    change(cold, COLD[::-1])
    amend(kata, "it was cold")
    change(cold, RENAMED)
    amend(kata, "a better word")
    do(2)
    change(cold, RENAMED)
    kata("next")
    git("clone", "-q", str(cold), str(tmp_path / "clone"))
    report = graded(kata, tmp_path / "clone")
    assert [note["kind"] for note in report["amendments"]] == ["fix", "refactoring"]
    assert report["verdict"] == "refactored-first"


def test_what_changes_outcomes_is_refused_with_the_checks(kata: Kata, warm: Path, git: Git) -> None:
    change(warm, COLD)
    code, found = amend(kata, "summer")
    assert (code, found["kind"], found["changed_checks"]) == (1, "refused", ["behaviour.pours"])
    assert "came out worse" in found["why"]
    assert git("tag") == "kata/stage-1"


def test_a_client_is_never_refactored(kata: Kata, warm: Path) -> None:
    change(warm, ("guest", "visitor"), "clients/guest.py")
    code, found = amend(kata, "words")
    assert (code, found["kind"], found["why"]) == (1, "refused", "Clients can be fixed, never refactored.")


def test_a_mark_that_claims_more_than_an_amendment_may_is_refused(
    kata: Kata, warm: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    change(warm, COLD)
    git("commit", "-q", "-a", "-m", "cold from now on")
    git("tag", "-a", "-m", "trust me", "kata/stage-1-amended-1")
    do(2)
    change(warm, COLD)
    git("add", "-A")
    git("commit", "-q", "-m", "two")
    git("tag", "kata/stage-2")
    git("clone", "-q", str(warm), str(tmp_path / "clone"))
    report = graded(kata, tmp_path / "clone")
    assert report["verdict"] == "violated"
    [note] = report["amendments"]
    assert (note["kind"], note["reason"], note["changed_checks"]) == (
        "refused",
        "trust me",
        ["behaviour.pours"],
    )


def test_new_files_that_come_with_a_refactoring_are_named_for_the_mentor(
    kata: Kata, warm: Path, do: Do
) -> None:
    root = warm / "tea" / "__init__.py"
    before = root.read_text()
    do(2)
    root.write_text(before)
    assert amend(kata, "a seam")[1]["kind"] == "refactoring"
    do(2)
    [note] = kata("next", "--format", "json").document["amendments"]
    assert note["files_added"] == ["tea/sugar.py"]


def test_the_work_of_the_open_stage_is_not_slipped_in_as_a_refactoring(
    kata: Kata, warm: Path, do: Do
) -> None:
    do(2)
    change(warm, RENAMED)
    code, found = amend(kata, "only words")
    assert (code, found["kind"], found["changed_checks"]) == (1, "refused", ["behaviour.sweetens"])
    assert "work of the open stage" in found["why"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_amendment_without_a_reason_is_wrong_use(kata: Kata, warm: Path, reason: str) -> None:
    change(warm, RENAMED)
    assert kata("amend", "--reason", reason).code == 2


def test_nothing_to_amend_is_told(kata: Kata, warm: Path) -> None:
    assert kata("amend", "--reason", "x").code == 2


def test_before_a_stage_is_closed_there_is_nothing_to_amend(kata: Kata, workspace: Path) -> None:
    assert kata("amend", "--reason", "x").code == 4


def test_a_feature_is_not_slipped_in_with_a_fix(kata: Kata, cold: Path) -> None:
    change(cold, ('Cold tea for {name}"', 'Tea for {name}, sweet"'))
    code, found = amend(kata, "it was cold")
    assert (code, found["kind"], found["changed_checks"]) == (1, "refused", ["behaviour.sweetens"])
    assert "work of the open stage" in found["why"]


def test_a_fix_may_make_pass_what_right_closed_code_passes_too(kata: Kata, workspace: Path, do: Do) -> None:
    assert kata("next", "--anyway").code == 1
    do(1)
    code, found = amend(kata, "nothing was there yet")
    assert (code, found["kind"], found["changed_checks"]) == (0, "fix", ["behaviour.pours"])


def test_a_refused_amendment_says_the_cause_and_the_way_and_no_id_twice(kata: Kata, warm: Path) -> None:
    change(warm, COLD)
    said = kata("amend", "--reason", "summer")
    words = " ".join(said.out.split())
    assert said.code == 1
    assert "Not accepted: One check came out worse. behaviour.pours: expected tea for the guest;" in words
    assert "Fix this or put the code back, then run `kata amend` again." in words
    assert said.out.count("behaviour.pours") == 1


def test_a_root_that_needs_the_open_stages_settings_is_named_with_the_way(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    given = pack / "stages" / "tea" / "2_sweeten" / "given"
    given.mkdir(exist_ok=True)
    (given / "settings.py").write_text('KETTLE = "hot"\nSUGAR = "cane"\n')
    assert kata("start", "tea", "--pack", str(pack)).code == 0
    workspace = tmp_path / "tea"
    monkeypatch.chdir(workspace)
    shutil.copytree(pack / "reference" / "tea" / "pots" / "1_pour", workspace, dirs_exist_ok=True)
    assert kata("next").code == 0
    root = workspace / "tea" / "__init__.py"
    root.write_text("import settings\n\n" + root.read_text() + "\nsugar = settings.SUGAR\n")
    change(workspace, RENAMED)
    said = kata("amend", "--reason", "words")
    words = " ".join(said.out.split())
    assert said.code == 1
    assert (
        "Not accepted: tea/__init__.py does not run with stage 1's settings: `tea/__init__.py` reads `settings.SUGAR`,"
        in words
    )
    assert "Put tea/__init__.py back, run `kata amend`, then go on." in words
    assert "open-closed" not in words


def test_code_that_does_not_run_at_all_is_told_with_its_line(kata: Kata, warm: Path) -> None:
    change(warm, ("class Pot", "raise KeyError('pot')\n\n\nclass Pot"))
    words = " ".join(kata("amend", "--reason", "words").out.split())
    assert (
        "Not accepted: tea/plain.py, line 4, does not run: KeyError: 'pot'. Fix it, then run `kata amend` again."
        in words
    )


def test_going_on_with_something_open_says_how_closed_code_is_mended(
    kata: Kata, workspace: Path, do: Do
) -> None:
    do(1)
    change(workspace, COLD)
    said = kata("next", "--anyway")
    assert "What stage 1 left open still counts." in said.out and "kata amend --reason" in said.out
    do(2)
    said = kata("next")
    assert "It was open when stage 1 was closed." in said.out and "kata amend --reason" in said.out


def test_a_stage_that_passed_says_nothing_of_amendments(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    assert "kata amend" not in kata("next").out
    change(workspace, COLD)
    assert "kata amend" not in kata("next").out
