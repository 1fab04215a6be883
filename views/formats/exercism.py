"""Exercism's results.json, version 3: a task is a stage; output is at most 500 characters."""

from __future__ import annotations

from typing import Any

from ...report.report import CheckResult, Report
from .. import mentor_words, wording
from ..escape import one_line, visible
from ..run import Run
from ..statuses import overall, status_of
from ..text import details
from .json import document_text

VERSION = 3
MAX_OUTPUT = 500  # characters, by Exercism's specification
MAX_MESSAGE = 65_000  # characters; 65 535 by its specification, less the note about the cut


def render(run: Run) -> str:
    """`version, status, message, tests[]`; the message says why nothing could be decided."""
    status = overall(run)
    headlines = " ".join(wording.headline(exhibit.report) for exhibit in run.exhibits)
    message = (headlines or "There is no graded stage.") if status == "error" else None
    tests = [
        _test(check, exhibit.report)
        for exhibit in run.exhibits
        for check in exhibit.report.checks
        if status_of(check)
    ]
    return document_text({"version": VERSION, "status": status, "message": message, "tests": tests})


def _test(check: CheckResult, report: Report) -> dict[str, Any]:
    failing = check.outcome != "passed"
    return {
        "name": one_line(check.id, 200),
        "test_code": one_line(check.expected or check.summary),
        "status": status_of(check),
        "message": details(check, MAX_MESSAGE) if failing or mentor_words.about_check(check) else None,
        "output": _cut(visible(check.seen)) if failing and check.seen else None,
        "task_id": report.stage,
    }


def _cut(text: str) -> str:
    return text if len(text) <= MAX_OUTPUT else text[: MAX_OUTPUT - 1] + "…"
