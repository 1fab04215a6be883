from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from kata.commands.hint import agreed
from kata.commands.support.screen import Screen
from kata.views.report_schema import report_schema

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

pytestmark = pytest.mark.usefixtures("graded_once")

Do = Callable[[int], None]


def test_start_shows_the_first_brief_and_nothing_of_the_second(kata: Kata, workspace: Path) -> None:
    said = kata("brief")
    assert "Tea for {name}" in said.out
    assert "Stage 1 of 2: Pour" in said.out
    everything = said.out + "".join(
        path.read_text() for path in workspace.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    assert "sweet" not in everything.lower()


def test_status_hides_the_titles_of_later_stages(kata: Kata, workspace: Path) -> None:
    said = kata("status")
    assert (said.code, said.err) == (0, "")
    assert "Pour" in said.out
    assert "Sweeten" not in said.out
    assert "open-closed.root-only-wires" in said.out


def test_a_stage_that_is_not_done_stays_open_with_exit_code_1(kata: Kata, workspace: Path) -> None:
    said = kata("next")
    assert said.code == 1
    assert "behaviour.pours" in said.out
    assert "Still stage 1. Fix the first point" in said.out
    assert "Sweeten" not in said.out


def test_the_whole_kata_is_played(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    first = kata("next")
    assert first.code == 0
    assert "Now with sugar" in first.out
    do(2)
    second = kata("next")
    assert second.code == 0
    assert "That was the last stage" in second.out
    assert kata("next").code == 4
    assert kata("report", "--stage", "1").code == 0
    compared = kata("compare")
    assert compared.code == 0
    assert "Pots in pots" in compared.out
    assert "tea/sugar.py" in compared.out
    status = kata("status", "--format", "json").document
    assert (status["finished"], status["last"]["passed"]) == (True, True)


def test_next_as_json_is_the_report_with_what_comes_after(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    said = kata("next", "--format", "json")
    document = said.document
    assert (said.code, said.err) == (0, "")
    jsonschema.validate(document, report_schema())
    assert document["schema"] == "kata/report/v1"
    assert (document["stage"], document["passed"]) == (1, True)
    assert (document["advanced"], document["next_stage"]) == (True, 2)
    assert document["seconds_allowed"] == 300
    assert 0 <= document["seconds_used"] < 300
    assert document["counted"] is False
    assert {check["id"] for check in document["checks"]} == {
        "behaviour.pours",
        "open-closed.root-only-wires",
        "open-closed.given-files",
    }


def test_anyway_goes_on_with_exit_code_1_and_the_report_keeps_it(kata: Kata, workspace: Path) -> None:
    said = kata("next", "--anyway", "--format", "json")
    assert said.code == 1
    assert (said.document["anyway"], said.document["next_stage"]) == (True, 2)
    kept = kata("report", "--stage", "1", "--format", "json").document
    assert kept["anyway"] is True


def test_a_client_that_changes_breaks_a_hard_rule(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    kata("next")
    do(2)
    (workspace / "clients" / "guest.py").write_text((workspace / "clients" / "guest.py").read_text() + "\n")
    said = kata("next", "--format", "json")
    failed = [check["id"] for check in said.document["checks"] if check["outcome"] == "failed"]
    assert failed == ["clients.unchanged"]
    assert said.document["verdict"] == "violated"


def test_check_tells_before_handing_in_and_records_nothing(kata: Kata, workspace: Path) -> None:
    (workspace / "settings.py").write_text("KETTLE = 'cold'\n")
    said = kata("check")
    assert said.code == 1
    assert "open-closed.given-files" in said.out
    assert kata("status", "--format", "json").document["attempts"] == 0


def test_check_as_json_is_one_document(kata: Kata, workspace: Path) -> None:
    said = kata("check", "--format", "json")
    assert (said.code, said.err) == (0, "")
    document = said.document
    assert (document["schema"], document["stage"], document["passed"]) == ("kata/check/v1", 1, True)
    assert [check["outcome"] for check in document["checks"]] == ["passed", "passed"]
    assert document["own_tests"]["outcome"] == "none"


def test_check_tells_a_syntax_error_and_a_forbidden_package(kata: Kata, workspace: Path) -> None:
    (workspace / "tea" / "broken.py").write_text("def pour(:\n")
    (workspace / "tea" / "far.py").write_text("import numpy\n")
    document = kata("check", "--format", "json").document
    assert document["passed"] is False
    places = {place["path"]: place["message"] for place in document["unreadable"]}
    assert set(places) == {"tea/broken.py", "tea/far.py"}
    assert "numpy" in places["tea/far.py"]


def test_check_runs_the_trainees_own_tests_and_leaves_no_files(kata: Kata, workspace: Path) -> None:
    (workspace / "tests").mkdir()
    (workspace / "tests" / "test_mine.py").write_text(
        "import tea\n\n\ndef test_mine():\n    assert tea is None\n"
    )
    before = sorted(workspace.rglob("*"))
    said = kata("check")
    assert said.code == 1
    assert "assert tea is None" in said.out
    assert "Your own tests fail." in said.out
    assert sorted(workspace.rglob("*")) == before


def test_a_pause_needs_a_reason_and_stops_handing_in(kata: Kata, workspace: Path) -> None:
    assert kata("pause").code == 2
    assert kata("pause", "--reason", " ").code == 2
    assert kata("pause", "--reason", "fire drill").code == 0
    assert kata("pause", "--reason", "again").code == 4
    assert kata("next").code == 4
    assert kata("status", "--format", "json").document["pause_reason"] == "fire drill"
    assert kata("resume").code == 0
    assert kata("resume").code == 4


def test_commands_find_the_workspace_from_a_folder_inside(
    kata: Kata, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "clients")
    assert kata("status").code == 0


def test_nothing_is_compared_before_a_stage_is_closed(kata: Kata, workspace: Path) -> None:
    said = kata("compare")
    assert said.code == 4
    assert "No stage is closed yet" in said.err
    assert "Pots" not in said.out + said.err


def test_compare_as_json_is_one_document(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    kata("next")
    said = kata("compare", "--stage", "1", "--format", "json")
    document = said.document
    assert (said.code, document["schema"], document["stage"]) == (0, "kata/compare/v1", 1)
    assert document["yours"]["figures"]["files_added"] == 1
    assert (
        document["yours"]["new_files"].keys() == document["reference"]["new_files"].keys() == {"tea/plain.py"}
    )
    assert document["band"]["Pots in pots"]["files_added"] == 1
    assert document["reference"]["objects"]["nodes"]


def test_a_report_is_exported_to_a_file(kata: Kata, workspace: Path, tmp_path: Path) -> None:
    kata("next")
    target = tmp_path / "report.xml"
    said = kata("report", "--format", "junit", "--output", str(target))
    assert (said.code, said.out) == (0, "")
    assert target.read_text().startswith("<?xml")


def test_a_report_before_anything_was_handed_in_is_told(kata: Kata, workspace: Path) -> None:
    said = kata("report")
    assert said.code == 2
    assert "kata next" in said.err


def test_the_demo_plays_every_stage_and_leaves_nothing_behind(kata: Kata, tmp_path: Path) -> None:
    said = kata("demo", "--pack", str(Path(__file__).parent / "pack"))
    assert said.code == 0
    assert "2 of 2 stages passed" in said.out
    assert not (tmp_path / "state" / "sittings").exists()


def test_hints_come_one_by_one_and_are_counted_in_the_report(kata: Kata, workspace: Path) -> None:
    assert kata("hint").code == 4
    kata("next")
    first = kata("hint", "--format", "json").document
    assert (first["check"], first["level"], first["levels"]) == ("behaviour.pours", 1, 2)
    assert kata("hint", "--format", "json").document["level"] == 2
    last = kata("hint")
    assert "Hint 2 of 2" in last.out
    assert kata("next", "--format", "json").document["hints_taken"] == 2


@pytest.mark.parametrize(("answer", "shown"), [("", True), ("y", True), ("n", False), ("no", False)])
def test_what_a_hint_costs_is_said_before_the_first_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, shown: bool
) -> None:
    """`tests/session/test_hint.py` holds that it is true."""
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    assert agreed(Screen()) == shown
    assert "Hints cost no points. Your report says how many" in " ".join(capsys.readouterr().out.split())


def test_no_hint_is_spent_on_code_that_cannot_be_run(kata: Kata, workspace: Path) -> None:
    (workspace / "tea" / "broken.py").write_text("def pour(:\n")
    kata("next")
    said = kata("hint")
    assert said.code == 4
    assert "tea/broken.py:1" in said.err
    assert "no hint was taken" in said.err
    assert kata("next", "--format", "json").document["hints_taken"] == 0


def test_a_failed_hand_in_begins_with_what_to_change_and_where(kata: Kata, workspace: Path) -> None:
    first = kata("next").out.splitlines()[:10]
    assert first[0].startswith("Stage 1 is not done yet: ask is not written (clients/guest.py:")
    assert any("raise NotImplementedError" in line for line in first)


def test_nothing_done_is_worth_nothing_and_the_points_say_why(kata: Kata, workspace: Path) -> None:
    said = kata("next", "--format", "json")
    assert said.document["score"] == 0
    assert "0 of 100 points: nothing that this stage asks for works yet" in kata("report").out


def test_what_never_held_is_still_open_and_no_regression(kata: Kata, workspace: Path) -> None:
    kata("next", "--anyway")
    report = kata("next", "--format", "json").document
    (poured,) = [check for check in report["checks"] if check["id"] == "1.behaviour.pours"]
    assert (poured["outcome"], poured["held_at_closing"]) == ("failed", False)
    assert "fails now" not in report["headline"]
    assert "regression" not in kata("report").out


def test_what_held_when_its_stage_was_closed_is_a_regression(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    kata("next")
    (workspace / "clients" / "guest.py").write_text("def ask(guest):\n    return 1 // 0\n")
    report = kata("next", "--format", "json").document
    (poured,) = [check for check in report["checks"] if check["id"] == "1.behaviour.pours"]
    assert poured["held_at_closing"] is True
    assert poured["evidence"][0]["excerpt"].strip() == "return 1 // 0"


def test_a_refactoring_declared_first_lets_the_stage_pass_as_such(
    kata: Kata, workspace: Path, do: Do
) -> None:
    do(1)
    kata("next")
    plain = workspace / "tea" / "plain.py"
    plain.write_text(
        plain.read_text().replace('return f"Tea for {name}"', 'text = f"Tea for {name}"\n        return text')
    )
    said = kata("amend", "--reason", "a name for the text", "--format", "json")
    assert (said.code, said.document["kind"]) == (0, "refactoring")
    do(2)
    handed_in = kata("next", "--format", "json")
    assert handed_in.code == 0
    assert handed_in.document["verdict"] == "refactored-first"
    [note] = handed_in.document["amendments"]
    assert (note["kind"], note["reason"]) == ("refactoring", "a name for the text")


def test_a_change_that_breaks_a_closed_stage_is_refused(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    kata("next")
    (workspace / "tea" / "plain.py").write_text(
        "class Pot:\n    def pour(self, name):\n        return None\n"
    )
    said = kata("amend", "--reason", "less tea")
    assert said.code == 1
    assert "behaviour.pours" in said.out


def test_check_says_what_is_not_written_yet(kata: Kata, workspace: Path, do: Do) -> None:
    said = kata("check")
    assert said.code == 0
    assert said.out.endswith(
        "No rule is broken. `kata next` tests whether it works; ask is not written yet.\n"
    )
    (unwritten,) = kata("check", "--format", "json").document["unwritten"]
    assert (unwritten["path"], unwritten["message"]) == ("clients/guest.py", "ask")
    do(1)
    assert kata("check").out.endswith("No rule is broken. `kata next` tests whether it works.\n")


def test_a_stage_that_does_not_exist_is_not_called_not_yet_closed(kata: Kata, workspace: Path) -> None:
    said = kata("compare", "--stage", "9")
    assert (said.code, "There is no stage 9" in said.err) == (2, True)
    assert kata("compare", "--stage", "2").code == 4


def test_nothing_counts_again_after_the_last_stage(kata: Kata, workspace: Path) -> None:
    kata("next", "--anyway")
    said = kata("next", "--anyway")
    assert "That was the last stage" in said.out
    assert "next stage" not in said.out
    assert "next stage" not in kata("report", "--format", "html").out
