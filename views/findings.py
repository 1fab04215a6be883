"""Which findings a reader should see, and in which order."""

from __future__ import annotations

from ..report import causes
from ..report.causes import Finding
from ..report.groups import ORDER
from ..report.report import CheckResult, Report
from .wording import group


def findings(report: Report) -> tuple[Finding, ...]:
    """What failed, told once for each cause and the most useful first, then what could not run. No advice."""
    return causes.findings(report.checks)


def advice(report: Report) -> tuple[CheckResult, ...]:
    """What the grader tells without holding it against the trainee."""
    return tuple(check for check in report.checks if check.outcome == "told")


def grouped(report: Report) -> tuple[tuple[str, tuple[CheckResult, ...]], ...]:
    """All checks by group, in the order of a page."""
    groups: dict[str, list[CheckResult]] = {}
    for check in sorted(report.checks, key=_rank):
        groups.setdefault(group(check), []).append(check)
    return tuple((name, tuple(checks)) for name, checks in groups.items())


def _rank(check: CheckResult) -> tuple[int, int]:
    name = group(check)
    return (ORDER.index(name) if name in ORDER else len(ORDER), check.stage if name == "regression" else 0)
