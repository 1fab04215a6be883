"""One check, or one stage, as plain text: for formats that have a single field for it."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.causes import in_words
from ..report.report import CheckResult, Evidence, Report
from . import mentor_words, wording
from .escape import code_line, one_line, visible

PLACES = 5  # evidence of one check; more is in the page
EXCERPT_LINES = 12  # lines of code of one place


def details(check: CheckResult, limit: int) -> str:
    """What was expected, seen and where, and the principle; one entry a line, cut at `limit`."""
    lines = [visible(check.summary)]
    if came_from := wording.place(check):
        lines.append(f"{came_from[:1].upper()}{came_from[1:]}.")
    lines += [f"Mentor: {words}" for words in mentor_words.about_check(check)]
    if check.because_of:
        lines.append(f"Because of: {one_line(check.because_of, 200)}")
    if check.cause is not None:
        lines.append(f"Cause: {visible(in_words(check.cause))}")
    if check.expected:
        lines.append(f"Expected: {visible(check.expected)}")
    if check.seen:
        lines.append(f"Seen: {visible(check.seen)}")
    for evidence in check.evidence[:PLACES]:
        lines += _evidence(evidence)
    if check.cause is not None and check.cause.origin is not None:
        lines.append(f"Raised from: {visible(in_words(check.cause.origin))}")
        lines += [line for frame in check.cause.origin.frames[:1] for line in _evidence(frame)]
    if check.principle:
        lines.append(f"Why: {visible(check.principle)}")
    if reading(check):
        lines.append(f"Read: {reading(check)}")
    return visible("\n".join(lines), limit)


def reading(check: CheckResult) -> str:
    """Where the book explains it; nothing while that is shut to the reader."""
    if check.opens_after:
        return ""
    section = f"#{one_line(check.section, 60)}" if check.section else ""
    return f"`kata book {one_line(check.chapter, 60)}{section}`" if check.chapter else ""


def place(evidence: Evidence) -> str:
    """`path:line` or `path:line-line`."""
    path = one_line(evidence.path, 200)
    if not evidence.line:
        return path
    end = f"-{evidence.end_line}" if evidence.end_line > evidence.line else ""
    return f"{path}:{evidence.line}{end}"


def stage_line(report: Report) -> str:
    """One stage in one line."""
    verdict = f", hard rules {wording.VERDICT_WORDS[report.verdict]}" if report.verdict else ""
    used = wording.time_used(report)
    outcome = "passed" if report.passed else "not passed"
    points = f"{wording.points(report)} ({wording.why_points(report)})"
    mentors = mentor_words.result(report)
    return (
        f"Stage {wording.stage_title(report)}: {outcome}, {points}{verdict}{f', {used}' if used else ''}"
        f"{f'; the mentor: {mentors}' if mentors else ''}"
    )


def mean_score(reports: Sequence[Report]) -> float:
    """The points of a whole run, 0 to 100: the mean of its stages."""
    return round(sum(report.score for report in reports) / len(reports), 2) if reports else 0.0


def total(reports: Sequence[Report]) -> str:
    """A whole run in one line."""
    passed = sum(report.passed for report in reports)
    points = wording.number(mean_score(reports))
    return f"In all: {passed} of {wording.count(len(reports), 'stage')} passed, {points} of 100 points (the mean)"


def _evidence(evidence: Evidence) -> list[str]:
    message = f": {one_line(evidence.message, 200)}" if evidence.message else ""
    lines = [f"Where: {place(evidence)}{message}"]
    excerpt = evidence.excerpt.splitlines()
    lines += [f"    {code_line(line)}" for line in excerpt[:EXCERPT_LINES]]
    if len(excerpt) > EXCERPT_LINES:
        lines.append(f"    … {wording.count(len(excerpt) - EXCERPT_LINES, 'more line')}")
    return lines
