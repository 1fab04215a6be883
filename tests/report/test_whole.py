"""A report is put together from its parts in one place: that says "passed" and writes the headline."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from kata.report.parts import Grading, MentorsWords, Sat, States
from kata.report.report import CheckResult, Override, Report
from kata.report.whole import as_it_counts, graded, put_together

ROOT = Path(__file__).parents[2]
ENGINE = ("analysis", "authoring", "commands", "fleet", "grader", "mentor", "session", "views")
RESULT = {"passed", "score", "verdict", "headline"}


def check(name: str = "behaviour.a", outcome: str = "passed", **more: object) -> CheckResult:
    return CheckResult(id=name, outcome=outcome, **{"stage": 2, "group": "current", "summary": "s", **more})  # type: ignore[arg-type]


def report(*checks: CheckResult, works: bool = True) -> Report:
    return graded(
        Grading(kata="tea", stage=2, stage_name="2_step", checks=checks, refactored=False, works=works)
    )


def sat(**more: object) -> Sat:
    fields = {
        "started_at": "2026-01-01T00:00:00Z",
        "handed_in_at": "2026-01-01T00:10:00Z",
        "seconds_used": 600.04,
        "seconds_allowed": 1200,
        "seconds_paused": 0.0,
        "anyway": False,
        "hints_taken": 1,
    }
    return Sat(**{**fields, **more})  # type: ignore[arg-type]


def outcome(found: Report) -> tuple[bool, float, str | None]:
    return found.passed, found.score, found.verdict


def test_a_grading_alone_says_what_its_checks_come_to():
    assert outcome(report(check())) == (True, 100.0, "kept")
    assert outcome(report(check(), check("open-closed.x", "failed"))) == (False, 50.0, "violated")
    assert outcome(report(check(), check("b", "failed"), works=False)) == (False, 0.0, "kept")


def test_a_sitting_adds_its_part_and_changes_no_finding():
    found = report(check())
    whole = put_together(found, sitting=sat())
    assert (whole.closed_at, whole.seconds_used, whole.hints_taken) == ("2026-01-01T00:10:00Z", 600.0, 1)
    assert outcome(whole) == outcome(found)
    assert whole.headline == found.headline


@pytest.mark.parametrize("anyway", [False, True])
def test_a_stage_that_is_not_passed_is_closed_only_anyway(anyway: bool):
    whole = put_together(report(check("b", "failed")), sitting=sat(anyway=anyway))
    assert (whole.closed_at is not None, whole.anyway) == (anyway, anyway)
    passed = put_together(report(check()), sitting=sat(anyway=anyway))
    assert (passed.closed_at is not None, passed.anyway) == (True, False)


def test_without_the_states_before_it_a_stage_is_not_passed_and_the_headline_says_why():
    states = States(missing=(1,), undecided=frozenset({"open-closed.x"}))
    whole = put_together(report(check(), check("open-closed.x")), states=states)
    assert outcome(whole) == (False, 50.0, None)
    assert "every check that could run passed" in whole.headline
    assert [each.outcome for each in whole.checks] == ["passed", "could-not-run"]
    failed = put_together(report(check("b", "failed"), check("open-closed.x")), states=states)
    assert "every check that could run passed" not in failed.headline


def test_a_claimed_state_is_told_and_does_not_count():
    whole = put_together(report(check()), states=States(claimed=(1, 2)))
    assert not whole.counted
    assert "Stages 1 and 2 come from the trainee's repository" in whole.notes[-1]


def test_what_a_mentor_overrides_counts_and_its_sentence_is_in_the_document_too():
    found = report(check(), check("open-closed.x", "failed"))
    words = MentorsWords(overrides={"open-closed.x": Override(outcome="passed", reason="no harm")})
    whole = put_together(found, words=words)
    assert outcome(whole) == outcome(found)
    assert whole.headline == found.headline
    assert whole.review is not None
    shown = as_it_counts(whole)
    assert outcome(shown) == (True, 100.0, "kept")
    assert shown.headline == whole.review.headline == "Stage 2 passed: all 2 checks passed."


def test_no_other_room_makes_a_report_or_says_what_it_comes_to():
    found = []
    for room in ENGINE:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                given = {word.arg for word in node.keywords}
                if name in ("Report", "Review") or (name == "replace" and given & RESULT):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
