"""GitHub Classroom's grader result, version 3; one point for each check that decides."""

from __future__ import annotations

from typing import Any

from ...report.report import CheckResult
from ..escape import one_line, visible
from ..run import Run
from ..statuses import overall, status_of
from ..text import details
from .json import document_text

VERSION = 3
MAX_OUTPUT = 4_000  # characters of one test


def render(run: Run) -> str:
    """`version, status, max_score, tests[]`; advice and skipped checks decide nothing and are left out."""
    checks = [check for exhibit in run.exhibits for check in exhibit.report.checks if status_of(check)]
    tests = [_test(check, number) for number, check in enumerate(checks, start=1)]
    return document_text(
        {"version": VERSION, "status": overall(run), "max_score": len(tests), "tests": tests}
    )


def _test(check: CheckResult, number: int) -> dict[str, Any]:
    first = check.evidence[0] if check.evidence else None
    return {
        "name": one_line(check.id, 200),
        "status": status_of(check),
        "message": visible(check.summary),
        "test_code": "",
        "filename": one_line(first.path, 300) if first else "",
        "line_no": first.line if first else 0,
        "duration": 0,
        "score": 1 if check.outcome == "passed" else 0,
        "task_id": number,
        "output": details(check, MAX_OUTPUT),
    }
