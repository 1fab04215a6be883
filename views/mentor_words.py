"""The mentor's hand in words: an override beside the grader's outcome, comments at their places."""

from __future__ import annotations

from ..report.report import CheckResult, Comment, HardRules, Report
from . import wording
from .escape import one_line, visible

MAX_TEXT = 2_000  # characters of one comment or reason


def about_check(check: CheckResult) -> tuple[str, ...]:
    """What the mentor says of the check, a paragraph each; nothing when that is nothing."""
    return (*_override(check), *(comment(each) for each in check.comments))


def about_stage(report: Report) -> tuple[str, ...]:
    """What the mentor says of the stage and of places on no check, and what of the review was not applied."""
    if report.review is None:
        return ()
    return (*(comment(each) for each in report.review.comments), *report.review.remarks)


def everything(report: Report) -> tuple[tuple[str, str], ...]:
    """All that the mentor says: (check id or nothing, words)."""
    checks = [(check.id, words) for check in report.checks for words in about_check(check)]
    return (*(("", words) for words in about_stage(report)), *checks)


def comments(report: Report) -> tuple[Comment, ...]:
    """Every comment, on checks and on none."""
    on_checks = tuple(each for check in report.checks for each in check.comments)
    return (*on_checks, *(report.review.comments if report.review else ()))


def result(report: Report) -> str:
    """What the stage comes to in the mentor's judgement; empty when nobody reviewed it, or other files."""
    review = report.review
    if review is None or review.stale:
        return ""
    mentors = _judgement(review.passed, review.score, review.verdict)
    found = review.found and _judgement(review.found.passed, review.found.score, review.found.verdict)
    return f"{mentors} (the grader: {found})" if found and found != mentors else mentors


def place(each: Comment) -> str:
    """`path:line`, `path` or nothing."""
    path = one_line(each.path, 200)
    return f"{path}:{each.line}" if each.line else path


def comment(each: Comment) -> str:
    """A comment behind its place."""
    where = place(each)
    return f"{where}: {visible(each.text, MAX_TEXT)}" if where else visible(each.text, MAX_TEXT)


def _judgement(passed: bool, score: float, verdict: HardRules | None) -> str:
    rules = f", hard rules {wording.VERDICT_WORDS[verdict]}" if verdict else ""
    return f"{'passed' if passed else 'not passed'}, {wording.number(score)} of 100 points{rules}"


def _override(check: CheckResult) -> tuple[str, ...]:
    if check.override is None:
        return ()
    words = wording.OUTCOME_WORDS
    return (
        f"{words[check.override.outcome].capitalize()} in the mentor's judgement (the grader: "
        f"{words[check.override.found or check.outcome]}). {visible(check.override.reason, MAX_TEXT)}",
    )
