"""What the outcomes of all checks come to: passed or not, points, the hard rules, one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from kata.content.kata import Stage
from kata.grader.report import CheckResult, HardRules

HELD = ("passed", "told")
HARD_RULES = ("clients.", "open-closed.", "duplication.")
"""Groups of checks that make up the two hard rules, in force from the second stage on."""
HALVED_BY_REFACTORING = "open-closed.unmodified"
FULL_SCORE = 100.0


def holds(checks: Sequence[CheckResult]) -> bool:
    """Whether every check that is not advice holds."""
    return all(check.outcome in HELD for check in checks if not check.advice)


def score(checks: Sequence[CheckResult], *, refactored: bool) -> float:
    """0 to 100: the share of the required checks that were seen to hold."""
    counted = [check for check in checks if not check.advice]
    points = [
        (0.5 if refactored and check.id == HALVED_BY_REFACTORING else 1.0) * (check.outcome in HELD)
        for check in counted
    ]
    return round(FULL_SCORE * sum(points) / len(counted), 1) if counted else 0.0


def hard_rules(checks: Sequence[CheckResult], number: int, *, refactored: bool) -> HardRules | None:
    """Whether clients and existing code were left alone; None at the first stage, which has no rules yet."""
    if number == 1:
        return None
    if any(check.outcome == "failed" and check.id.startswith(HARD_RULES) for check in checks):
        return "violated"
    return "refactored-first" if refactored else "kept"


def headline(stage: Stage, checks: Sequence[CheckResult]) -> str:
    """The report in one sentence."""
    required = [check for check in checks if not check.advice]
    failed = [check for check in required if check.outcome == "failed"]
    stuck = [check for check in required if check.outcome == "could-not-run"]
    if not failed and stuck:
        return f"Stage {stage.number} could not be decided: the grader had trouble with {stuck[0].id}."
    if not failed:
        return f"Stage {stage.number} passed: all {len(required)} checks hold."
    broken = [check for check in failed if check.group == "regression"]
    if len(broken) == len(failed):
        return f"Stage {stage.number} works, but something from before broke: {broken[0].id}."
    rules = [check for check in failed if check.id.startswith(HARD_RULES)]
    if rules and len(rules) == len(failed):
        return f"Stage {stage.number} works, but a hard rule is broken: {rules[0].id}."
    count = f"{len(failed)} of {len(required)} checks fail" if len(failed) > 1 else "one check fails"
    return f"Stage {stage.number} is not passed: {count}, first {failed[0].id}."
