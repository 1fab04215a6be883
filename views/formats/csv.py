"""CSV: one line per stage, with the columns of a cohort's export and a few of ours after them."""

from __future__ import annotations

import csv
import io

from ...report.report import Report
from ...report.scoring import counted
from .. import mentor_words
from ..cost import MEASURES
from ..escape import csv_cell
from ..run import Run

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
"""As nbgrader exports them, so that a gradebook takes the file as it is."""

OURS = ("stage", "passed", "verdict", "seconds_used", "seconds_allowed", "seconds_over", "hints_taken")
MENTORS = (
    "mentor_passed", "mentor_score", "mentor_verdict", "mentor_overrides", "mentor_comments",
    "grader_passed", "grader_score",
)  # fmt: skip
OUTCOMES = ("passed", "failed", "told", "skipped", "could-not-run")
MAX_SCORE = 100


def render(run: Run) -> str:
    """A header and a line for each stage."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180 has it
    counts = tuple(f"checks_{outcome.replace('-', '_')}" for outcome in OUTCOMES)
    writer.writerow((*COLUMNS, *OURS, *counts, *(field for field, _ in MEASURES), *MENTORS))
    for exhibit in run.exhibits:
        writer.writerow([csv_cell(cell, 500) for cell in _cells(run, exhibit.report)])
    return out.getvalue()


def _cells(run: Run, report: Report) -> list[str]:
    """Being late costs no points here: the penalty is 0, the seconds over are told."""
    used = report.seconds_used
    over = max(0.0, used - report.seconds_allowed) if used is not None else None
    standard = [f"{report.kata}.{report.stage_name}", "", report.closed_at or "", run.trainee, "", "", ""]
    points = [_number(report.score), "0", _number(report.score), str(MAX_SCORE)]
    ours = [str(report.stage), "yes" if report.passed else "no", report.verdict or ""]
    times = [_number(used), str(report.seconds_allowed), _number(over), str(report.hints_taken)]
    decided = [*counted(report.checks), *(check for check in report.checks if check.outcome == "told")]
    counts = [str(sum(check.outcome == outcome for check in decided)) for outcome in OUTCOMES]
    figures = [_number(getattr(report.figures, field, None)) for field, _ in MEASURES]
    return [*standard, *points, *ours, *times, *counts, *figures, *_mentors(report)]


def _mentors(report: Report) -> list[str]:
    """What the stage comes to in a mentor's judgement; empty cells when nobody reviewed these files."""
    review = report.review
    if review is None or review.stale:
        return [""] * len(MENTORS)
    overrides = sum(check.override is not None for check in report.checks)
    outcome = ["yes" if review.passed else "no", _number(review.score), review.verdict or ""]
    found = review.found
    graders = ["yes" if found.passed else "no", _number(found.score)] if found else ["", ""]
    return [*outcome, str(overrides), str(len(mentor_words.comments(report))), *graders]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
