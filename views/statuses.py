"""Pass, fail or error: for formats that know no more than these three."""

from __future__ import annotations

from typing import Literal

from ..report.report import CheckResult
from .run import Run

Status = Literal["pass", "fail", "error"]


def status_of(check: CheckResult) -> Status | None:
    """The check's status; None for advice and for what was skipped, which decide nothing."""
    known: dict[str, Status] = {"passed": "pass", "failed": "fail", "could-not-run": "error"}
    return known.get(check.outcome)


def overall(run: Run) -> Status:
    """`fail` when something failed; `error` when nothing did but something could not run."""
    statuses = {status_of(check) for exhibit in run.exhibits for check in exhibit.report.checks}
    if "fail" in statuses:
        return "fail"
    if "error" in statuses or not run.exhibits:
        return "error"
    return "pass" if all(exhibit.report.passed for exhibit in run.exhibits) else "fail"
