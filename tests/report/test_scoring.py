"""What all outcomes come to."""

from __future__ import annotations

import pytest
from kata.report import scoring
from kata.report.report import Cause, CheckResult, Evidence


def check(name: str = "behaviour.a", outcome: str = "passed", **more: object) -> CheckResult:
    fields = {"stage": 2, "group": "current", "summary": "s", **more}
    return CheckResult(id=name, outcome=outcome, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [("passed", True), ("told", True), ("failed", False), ("skipped", False), ("could-not-run", False)],
)
def test_a_stage_passes_only_when_every_check_was_seen_to_hold(outcome, holds):
    assert scoring.holds([check(), check("behaviour.b", outcome)]) is holds


def test_advice_never_stands_against_passing():
    advice = check("design.composition", "failed", advice=True)
    assert scoring.holds([check(), advice])
    assert scoring.score([check(), advice], refactored=False) == 100


def test_points_are_the_share_of_what_was_seen_to_hold():
    checks = [check(), check("b", "failed"), check("c", "could-not-run"), check("d", "told")]
    assert scoring.score(checks, refactored=False) == 50


def test_refactoring_first_halves_the_points_of_one_check():
    checks = [check(), check("open-closed.unmodified", halved_by_refactoring=True)]
    assert scoring.score(checks, refactored=True) == 75
    assert scoring.score(checks, refactored=False) == 100


@pytest.mark.parametrize("broken", ["clients.unchanged", "open-closed.unmodified", "duplication.none"])
def test_a_hard_rule_is_violated_by(broken):
    assert scoring.hard_rules([check(broken, "failed")], 2, refactored=False) == "violated"
    assert scoring.hard_rules([check(broken, "failed")], 2, refactored=True) == "violated"


def test_hard_rules_are_kept_refactored_first_or_not_yet_in_force():
    assert scoring.hard_rules([check("behaviour.a", "failed")], 2, refactored=False) == "kept"
    assert scoring.hard_rules([check()], 2, refactored=True) == "refactored-first"
    assert scoring.hard_rules([check("open-closed.root-only-wires", "failed")], 1, refactored=False) is None


def test_nothing_that_works_is_worth_nothing():
    assert scoring.score([check(), check("b", "failed")], refactored=False, works=False) == 0


def test_points_are_whole_and_never_rounded_up_to_all():
    checks = [check(f"behaviour.{number}") for number in range(299)] + [check("b", "failed")]
    assert scoring.score(checks, refactored=False) == 99


SLIP = Cause(
    type="TypeError",
    message="m",
    frames=(Evidence(path="a.py", line=3, excerpt="x = 1 + ''", message="in f"),),
)
CHOSEN = Cause(
    type="x.Trouble", message="m", frames=(Evidence(path="a.py", line=3, excerpt="raise Trouble"),)
)
UNWRITTEN = Cause(
    type="NotImplementedError", frames=(Evidence(path="c.py", line=6, message="in confirm"),), unwritten=True
)
NOTHING_YET = Cause(message="no message has reached the carrier yet", unwritten=True)
NOT_SO = "Failed: all is well."


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ([check()], "Stage 2 passed: its check passed."),
        ([check(), check("b"), check("c", advice=True)], "Stage 2 passed: all 2 checks passed."),
        ([check(outcome="could-not-run")], "is not decided: the grader could not run a check."),
        (
            [
                check(),
                check("1.b", "failed", group="regression", stage=1, held_at_closing=True, summary=NOT_SO),
            ],
            "Stage 2 works, but a check of stage 1 passed before and fails now: all is well.",
        ),
        (
            [
                check(),
                check("1.b", "failed", group="regression", stage=1, held_at_closing=False, summary=NOT_SO),
            ],
            "Stage 2 works, but a check of stage 1 is still open: all is well.",
        ),
        (
            [check(), check("1.b", "failed", group="regression", stage=1, summary=NOT_SO)],
            "Stage 2 works, but a check of stage 1 failed: all is well.",
        ),
        (
            [check(), check("clients.unchanged", "failed", summary="Client code changed.")],
            "Stage 2 works, but a hard rule is broken: client code changed.",
        ),
        (
            [
                check("behaviour.a", "failed", cause=SLIP),
                check("clients.unchanged", "failed", summary="Code changed."),
            ],
            "Stage 2 is not done yet, and a hard rule is broken: code changed.",
        ),
        ([check("behaviour.a", "failed", cause=SLIP)], "Stage 2 is not done yet: TypeError at a.py:3."),
        (
            [check("behaviour.a", "failed", cause=CHOSEN, summary=NOT_SO)],
            "Stage 2 is not done yet. This check failed: all is well.",
        ),
        (
            [check("a", "failed", cause=UNWRITTEN)],
            "Stage 2 is not done yet: confirm is not written (c.py:6).",
        ),
        (
            [check("a", "failed", cause=NOTHING_YET)],
            "Stage 2 is not done yet: no message has reached the carrier yet.",
        ),
    ],
)
def test_the_headline_says_the_most_important_thing(checks, words):
    assert words in scoring.headline(2, checks, "kept")


def test_the_headline_tells_of_a_refactoring():
    assert "all 2 checks passed, after a refactoring" in scoring.headline(
        2, [check(), check("b")], "refactored-first"
    )
