"""Which findings a reader should see, and in which order."""

from __future__ import annotations

from kata.grader.report import CheckResult, Report
from kata.reports.wording import group

ORDER = ("regression", "behaviour", "clients", "open-closed", "duplication", "design")
"""What broke comes first, then what does not work, then how it was done."""


def findings(report: Report) -> tuple[CheckResult, ...]:
    """Failed checks, the most useful first, then those that could not run. Advice is not among them."""
    failed = [check for check in report.checks if check.outcome == "failed"]
    stuck = [check for check in report.checks if check.outcome == "could-not-run"]
    return (*sorted(failed, key=_rank), *stuck)


def advice(report: Report) -> tuple[CheckResult, ...]:
    """What the grader tells without holding it against the trainee."""
    return tuple(check for check in report.checks if check.outcome == "told")


def grouped(report: Report) -> tuple[tuple[str, tuple[CheckResult, ...]], ...]:
    """All checks by group, in the order of a page."""
    groups: dict[str, list[CheckResult]] = {}
    for check in sorted(report.checks, key=_rank):
        groups.setdefault(group(check), []).append(check)
    current = [(name, tuple(checks)) for name, checks in groups.items() if name != "regression"]
    last = [(name, tuple(checks)) for name, checks in groups.items() if name == "regression"]
    return (*current, *last)


def _rank(check: CheckResult) -> tuple[int, int]:
    name = group(check)
    return (ORDER.index(name) if name in ORDER else len(ORDER), check.stage if name == "regression" else 0)
