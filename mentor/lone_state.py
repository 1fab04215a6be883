"""A report on one state without those before it: the rules that compare could not run."""

from __future__ import annotations

from msgspec.structs import replace

from ..content.kata import Kata
from ..grader.asked import comparing
from ..report import scoring
from ..report.report import CheckResult, Report


def without_comparison(kata: Kata, report: Report, missing: str) -> Report:
    """The report with every check undecided that needs the states of the stages `missing`, such as `1, 2`."""
    unknown = comparing(kata)
    checks = tuple(_undecided(check, missing) if check.id in unknown else check for check in report.checks)
    failed = any(check.outcome == "failed" and not check.advice for check in checks)
    told = (
        f"Stage {report.stage}: every check that could run passed. The rules on existing code could not run, "
        f"because what closed stage {missing} was not handed over."
    )
    note = (
        f"What closed stage {missing} was not handed over, so nobody knows what was changed since, and what it "
        "cost. If it is in the history, name it: --stage N=REF for each stage from 1 on."
    )
    return replace(
        report,
        passed=False,
        score=scoring.score(checks, refactored=False),
        verdict=None,
        headline=report.headline if failed else told,
        counted=False,
        checks=checks,
        figures=None,
        notes=(*report.notes, note),
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
