"""What all outcomes come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.content.kata import Stage
from kata.grader import verdict
from kata.grader.report import CheckResult

STAGE = Stage(2, "2_more", "More", 20, "", {}, (), Path())


def check(name: str = "behaviour.a", outcome: str = "passed", **more: object) -> CheckResult:
    fields = {"stage": 2, "group": "current", "summary": "s", **more}
    return CheckResult(id=name, outcome=outcome, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [("passed", True), ("told", True), ("failed", False), ("skipped", False), ("could-not-run", False)],
)
def test_a_stage_passes_only_when_every_check_was_seen_to_hold(outcome, holds):
    assert verdict.holds([check(), check("behaviour.b", outcome)]) is holds


def test_advice_never_stands_against_passing():
    advice = check("design.composition", "failed", advice=True)
    assert verdict.holds([check(), advice])
    assert verdict.score([check(), advice], refactored=False) == 100


def test_points_are_the_share_of_what_was_seen_to_hold():
    checks = [check(), check("b", "failed"), check("c", "could-not-run"), check("d", "told")]
    assert verdict.score(checks, refactored=False) == 50


def test_refactoring_first_halves_the_points_of_one_check():
    checks = [check(), check("open-closed.unmodified")]
    assert verdict.score(checks, refactored=True) == 75


@pytest.mark.parametrize("broken", ["clients.unchanged", "open-closed.unmodified", "duplication.none"])
def test_a_hard_rule_is_violated_by(broken):
    assert verdict.hard_rules([check(broken, "failed")], 2, refactored=False) == "violated"
    assert verdict.hard_rules([check(broken, "failed")], 2, refactored=True) == "violated"


def test_hard_rules_are_kept_refactored_first_or_not_yet_in_force():
    assert verdict.hard_rules([check("behaviour.a", "failed")], 2, refactored=False) == "kept"
    assert verdict.hard_rules([check()], 2, refactored=True) == "refactored-first"
    assert verdict.hard_rules([check("open-closed.root-only-wires", "failed")], 1, refactored=False) is None


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ([check()], "passed: all 1 checks hold"),
        ([check(outcome="could-not-run")], "could not be decided"),
        (
            [check(), check("1.behaviour.b", "failed", group="regression")],
            "something from before broke: 1.behaviour.b",
        ),
        ([check(), check("clients.unchanged", "failed")], "a hard rule is broken: clients.unchanged"),
        ([check("a", "failed"), check("b", "failed")], "2 of 2 checks fail, first a"),
    ],
)
def test_the_headline_says_the_most_important_thing(checks, words):
    assert words in verdict.headline(STAGE, checks)
