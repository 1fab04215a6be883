"""Puts a report together from its parts: the one place that makes a report, says "passed" and gives it its headline.

The grader's part comes first (`graded`); what a sitting, a repository or a mentor adds is laid beside it
(`put_together`). What the grader found is never changed by a later part, but where checks cannot be decided at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import asdict, replace

from . import scoring
from .closings import held_at_closing
from .parts import Grading, MentorsWords, Sat, States
from .report import CheckResult, Found, Report, Review

SECONDS_PER_MINUTE = 60


def graded(found: Grading) -> Report:
    """The report of a grading alone."""
    fields = asdict(found)
    refactored, works = fields.pop("refactored"), fields.pop("works")
    result = scoring.result(found.stage, found.checks, refactored=refactored, works=works)
    return Report(**fields, **asdict(result))


def put_together(
    report: Report,
    *,
    closings: Sequence[Report] = (),
    sitting: Sat | None = None,
    states: States | None = None,
    words: MentorsWords | None = None,
) -> Report:
    """The grader's report with the other parts; what is not given stays out.

    `closings` are the reports with which earlier stages were closed, as many as are known.
    """
    if closings or sitting or states:
        checks = held_at_closing(report.checks, closings)
        told = scoring.headline(report.stage, checks, report.verdict)
        report = replace(report, checks=checks, headline=told)
    if sitting is not None:
        report = _with_sitting(report, sitting)
    if states is not None:
        report = _with_states(report, states)
    if words is not None:
        report = _with_words(report, words)
    return report


def as_it_counts(report: Report) -> Report:
    """The report with the mentor's outcomes in the place of the grader's, which stand beside them."""
    review = report.review
    if review is None or review.stale:
        return report
    return replace(
        report,
        passed=review.passed,
        score=review.score,
        verdict=review.verdict,
        headline=review.headline or report.headline,
        checks=tuple(_as_it_counts(check) for check in report.checks),
    )


def _with_sitting(report: Report, sitting: Sat) -> Report:
    figures = report.figures
    if figures is not None:
        figures = replace(figures, minutes=round(sitting.seconds_used / SECONDS_PER_MINUTE, 1))
    return replace(
        report,
        started_at=sitting.started_at,
        closed_at=sitting.handed_in_at if report.passed or sitting.anyway else None,
        seconds_used=round(sitting.seconds_used, 1),
        seconds_allowed=sitting.seconds_allowed,
        seconds_paused=round(sitting.seconds_paused, 1),
        counted=False,
        anyway=sitting.anyway and not report.passed,
        hints_taken=sitting.hints_taken,
        figures=figures,
        amendments=(*report.amendments, *sitting.amendments),
        expectation=sitting.expectation,
        notes=(*report.notes, *sitting.notes),
    )


def _with_states(report: Report, states: States) -> Report:
    """It counts when strong walls stood and the grader kept every baseline itself."""
    if states.missing:
        return _without_comparison(report, states)
    walled = report.sandbox is not None and report.sandbox.counts_as_grade
    notes = (_could_have_changed(states.claimed),) if states.claimed else ()
    return replace(
        report,
        counted=walled and not states.claimed,
        amendments=states.amendments,
        notes=(*report.notes, *notes),
    )


def _without_comparison(report: Report, states: States) -> Report:
    """One state without those before it: the rules that compare could not run."""
    missing = ", ".join(map(str, states.missing))
    checks = tuple(
        _undecided(check, missing) if check.id in states.undecided else check for check in report.checks
    )
    result = scoring.result(report.stage, checks, refactored=False, works=True, missing=missing)
    note = (
        f"What closed stage {missing} was not handed over, so nobody knows what was changed since, and what it "
        "cost. If it is in the history, name it: --stage N=REF for each stage from 1 on."
    )
    return replace(
        report, **asdict(result), counted=False, checks=checks, figures=None, notes=(*report.notes, note)
    )


def _undecided(check: CheckResult, missing: str) -> CheckResult:
    outcome, word = ("skipped", "Not looked at") if check.advice else ("could-not-run", "Could not run")
    return replace(
        check,
        outcome=outcome,
        summary=f"{word}: what closed stage {missing} was not handed over.",
        expected="",
        seen="",
        evidence=(),
    )


def _could_have_changed(stages: Sequence[int]) -> str:
    """What a reader has to know of states that only the trainee's repository shows."""
    if len(stages) == 1:
        return (
            f"Stage {stages[0]} comes from the trainee's repository; it could have been changed afterwards."
        )
    named = f"{', '.join(map(str, stages[:-1]))} and {stages[-1]}"
    return f"Stages {named} come from the trainee's repository; they could have been changed afterwards."


def _with_words(report: Report, words: MentorsWords) -> Report:
    checks = tuple(
        replace(check, comments=words.comments.get(check.id, ()), override=words.overrides.get(check.id))
        for check in report.checks
    )
    judged = tuple(_as_it_counts(check) for check in checks)
    refactored = report.verdict == "refactored-first" or any(
        note.kind == "refactoring" for note in report.amendments
    )
    works = report.score > 0 or any(each.outcome in scoring.HELD for each in words.overrides.values())
    result = scoring.result(report.stage, judged, refactored=refactored, works=works)
    review = Review(
        passed=result.passed,
        score=result.score,
        verdict=result.verdict,
        headline=result.headline if words.overrides else report.headline,
        comments=words.comments.get("", ()),
        stale=words.stale,
        remarks=words.remarks,
        found=Found(passed=report.passed, score=report.score, verdict=report.verdict),
    )
    return replace(report, checks=checks, review=review)


def _as_it_counts(check: CheckResult) -> CheckResult:
    if check.override is None:
        return check
    override = replace(check.override, found=check.override.found or check.outcome)
    return replace(check, outcome=override.outcome, override=override)
