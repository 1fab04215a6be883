"""What the outcomes of all checks come to: passed or not, points, the hard rules, one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

from .causes import findings, regressed, slipped, still_open
from .groups import is_hard
from .report import Cause, CheckResult, HardRules

HELD = ("passed", "told")
FULL_SCORE = 100.0
NOT_SO = "Failed: "
"""Begins the summary of a failed check; after it stands what should hold."""


class Result(msgspec.Struct, frozen=True):
    """What the checks of one stage come to, under the names that a report has for it."""

    passed: bool
    score: float
    verdict: HardRules | None
    headline: str


def result(
    number: int, checks: Sequence[CheckResult], *, refactored: bool, works: bool, missing: str = ""
) -> Result:
    """What the checks of stage `number` come to: nothing else says "passed".

    `missing` are the stages, such as `1, 2`, whose closed state is not known: then nothing can be passed, and
    nobody knows whether the hard rules were kept.
    """
    rules = None if missing else hard_rules(checks, number, refactored=refactored)
    told = headline(number, checks, rules)
    if missing and not fails(checks):
        told = (
            f"Stage {number}: every check that could run passed. The rules on existing code could not run, "
            f"because what closed stage {missing} was not handed over."
        )
    return Result(
        passed=holds(checks) and not missing,
        score=score(checks, refactored=refactored, works=works),
        verdict=rules,
        headline=told,
    )


def counted(checks: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """The checks that decide, and that every count is a count of: all but advice."""
    return tuple(check for check in checks if not check.advice)


def holds(checks: Sequence[CheckResult]) -> bool:
    """Whether every check that is not advice holds."""
    return all(check.outcome in HELD for check in counted(checks))


def fails(checks: Iterable[CheckResult]) -> bool:
    """Whether a check that is not advice fails: what could not be decided is not failed."""
    return any(check.outcome == "failed" for check in counted(checks))


def is_stuck(checks: Iterable[CheckResult]) -> bool:
    """Whether the grader could not do its part at a check."""
    return any(check.outcome == "could-not-run" for check in checks)


def score(checks: Sequence[CheckResult], *, refactored: bool, works: bool = True) -> float:
    """0 to 100, a whole number: the share of the required checks that were seen to hold, rounded down.

    None at all where nothing of what the stage asks for was seen to work.
    """
    required = counted(checks)
    points = [
        (0.5 if refactored and check.halved_by_refactoring else 1.0) * (check.outcome in HELD)
        for check in required
    ]
    return float(math.floor(FULL_SCORE * sum(points) / len(required))) if required and works else 0.0


def hard_rules(checks: Sequence[CheckResult], number: int, *, refactored: bool) -> HardRules | None:
    """Whether clients and existing code were left alone; None at the first stage, which has no rules yet."""
    if number == 1:
        return None
    if any(check.outcome == "failed" and is_hard(check.id) for check in checks):
        return "violated"
    return "refactored-first" if refactored else "kept"


def headline(number: int, checks: Sequence[CheckResult], rules: HardRules | None) -> str:
    """The report in one sentence: what to look at first, if there is anything; every reader is told this one."""
    found = findings(checks)
    if not found:
        return _passed(number, checks, rules) if holds(checks) else f"Stage {number} is not passed."
    first = found[0].check
    failed = [each.check for each in found if each.check.outcome == "failed"]
    if not failed:
        many = "a check" if len(found) == 1 else f"{len(found)} checks"
        trouble = "That is the machine's trouble, not yours."
        return f"Stage {number} is not decided: the grader could not run {many}. {trouble}"
    works = all(check.group == "regression" or is_hard(check.id) for check in failed)
    so_far = f"Stage {number} works, but" if works else f"Stage {number} is not done yet, and"
    what = what_failed(first)
    if number > 1 and is_hard(first.id):
        return f"{so_far} a hard rule is broken: {what}."
    if first.cause is not None and (first.cause.unwritten or slipped(first.cause)):
        return f"Stage {number} is not done yet: {why(first.cause)}."
    if first.group == "regression":
        return f"{so_far} a check of stage {first.stage} {_became(first)}: {what}."
    which = ". This check failed" if first.summary.startswith(NOT_SO) else ""
    return f"Stage {number} is not done yet{which}: {what}."


def why(cause: Cause) -> str:
    """The cause and its place, as the end of another sentence: `TypeError at mailer/token.py:3`."""
    first = cause.frames[0] if cause.frames else None
    place = f"{first.path}:{first.line}" if first is not None else ""
    if cause.unwritten and first is not None:
        return f"{first.message.removeprefix('in ')} is not written ({place})"
    return f"{cause.type} at {place}" if first is not None else cause.message or cause.type


def what_failed(check: CheckResult) -> str:
    """What should hold, or what is wrong, as the end of another sentence: no full stop, no capital."""
    words = check.summary.strip().removeprefix(NOT_SO).rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() and " " in words else words


def _passed(number: int, checks: Sequence[CheckResult], rules: HardRules | None) -> str:
    many = len(counted(checks))
    all_passed = "its check passed" if many == 1 else f"all {many} checks passed"
    first = ", after a refactoring declared first" if rules == "refactored-first" else ""
    return f"Stage {number} passed: {all_passed}{first}."


def _became(check: CheckResult) -> str:
    if regressed(check):
        return "passed before and fails now"
    return "is still open" if still_open(check) else "failed"
