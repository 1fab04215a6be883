"""Gradescope's results.json: a test per check; what could not run has no status and says so."""

from __future__ import annotations

from typing import Any

from ...report.report import CheckResult, Report
from .. import wording
from ..escape import one_line
from ..run import Run
from ..text import details, mean_score, stage_line
from .json import document_text

MAX_OUTPUT = 4_000  # characters of one test
VISIBLE = "visible"


def render(run: Run) -> str:
    """The score is the mean of the stages; points of single checks are not told apart, so they carry none."""
    reports = [exhibit.report for exhibit in run.exhibits]
    tests = [_test(check, report, number) for report in reports for number, check in _numbered(report)]
    return document_text(
        {
            "score": mean_score(reports),
            "execution_time": round(sum(report.seconds_used or 0 for report in reports)),
            "output": "\n".join(f"{stage_line(report)}. {wording.headline(report)}" for report in reports),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": VISIBLE,
            "stdout_visibility": "hidden",
            "extra_data": {
                "kata": one_line(run.kata, 200),
                "trees": [one_line(report.tree, 64) for report in reports],
            },
            "tests": tests,
            "leaderboard": [],
        }
    )


def _numbered(report: Report) -> list[tuple[str, CheckResult]]:
    return [(f"{report.stage}.{place}", check) for place, check in enumerate(report.checks, start=1)]


def _test(check: CheckResult, report: Report, number: str) -> dict[str, Any]:
    """Advice and skipped checks have no status either: Gradescope knows passed and failed alone."""
    test: dict[str, Any] = {
        "name": f"{one_line(check.id, 200)} ({wording.OUTCOME_WORDS[check.outcome]})",
        "name_format": "text",
        "number": number,
        "output": details(check, MAX_OUTPUT),
        "output_format": "text",
        "tags": [one_line(wording.group(check), 60), f"stage {report.stage}", check.outcome],
        "visibility": VISIBLE,
        "extra_data": {"outcome": check.override.found if check.override else check.outcome}
        | ({"mentors_outcome": check.override.outcome} if check.override else {}),
    }
    if check.outcome in ("passed", "failed"):
        test["status"] = check.outcome
    return test
