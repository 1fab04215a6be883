"""CTRF, the Common Test Report Format: could-not-run and advice are `other`, never failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...report.report import CheckResult, Report
from .. import wording
from ..escape import one_line, visible
from ..run import Run
from ..text import details
from .json import document_text

SPEC_VERSION = "0.0.0"
STATUSES = {
    "passed": "passed",
    "failed": "failed",
    "skipped": "skipped",
    "told": "other",
    "could-not-run": "other",
}
MAX_TRACE = 4_000  # characters of one test


def render(run: Run) -> str:
    """One report over all stages; times in milliseconds since 1970, durations are not known and 0."""
    tests = [_test(check, exhibit.report) for exhibit in run.exhibits for check in exhibit.report.checks]
    counts = {
        status: sum(test["status"] == status for test in tests)
        for status in ("passed", "failed", "pending", "skipped", "other")
    }
    starts = [_milliseconds(item.report.started_at) for item in run.exhibits if item.report.started_at]
    stops = [_milliseconds(item.report.closed_at) for item in run.exhibits if item.report.closed_at]
    start = min(starts, default=0)
    summary = {"tests": len(tests), **counts, "start": start, "stop": max([*stops, start])}
    results = {
        "tool": {"name": "kata"},
        "summary": summary,
        "tests": tests,
        "environment": {"appName": one_line(run.kata, 200)},
        "extra": {"stages": [_stage(exhibit.report) for exhibit in run.exhibits]},
    }
    return document_text(
        {"reportFormat": "CTRF", "specVersion": SPEC_VERSION, "generatedBy": "kata", "results": results}
    )


def _test(check: CheckResult, report: Report) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": one_line(check.id, 200),
        "status": STATUSES[check.outcome],
        "duration": 0,
        "rawStatus": check.outcome,
        "suite": [one_line(report.stage_name, 80) or "stage", one_line(wording.group(check), 60) or "checks"],
        "message": visible(check.summary),
        "trace": details(check, MAX_TRACE),
    }
    if check.evidence and check.evidence[0].path:
        test["filePath"] = one_line(check.evidence[0].path, 300)
        if check.evidence[0].line:
            test["line"] = check.evidence[0].line
    return test


def _stage(report: Report) -> dict[str, Any]:
    stage = {"stage": report.stage, "passed": report.passed, "score": report.score, "verdict": report.verdict}
    review = report.review
    if review is None or review.stale:
        return stage
    mentor = {"mentor": {"passed": review.passed, "score": review.score, "verdict": review.verdict}}
    found = review.found
    if found is None:
        return stage | mentor
    return (
        stage | mentor | {"grader": {"passed": found.passed, "score": found.score, "verdict": found.verdict}}
    )


def _milliseconds(moment: str | None) -> int:
    """ISO 8601 as milliseconds since 1970; 0 for what is no time."""
    try:
        return round(datetime.fromisoformat(moment or "").timestamp() * 1000)
    except ValueError:
        return 0
