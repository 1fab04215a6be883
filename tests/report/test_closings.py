"""What held when earlier stages were closed."""

from __future__ import annotations

from kata.report.parts import States
from kata.report.report import CheckResult, Report
from kata.report.whole import put_together


def check(name: str, outcome: str = "passed", group: str = "current", stage: int = 1) -> CheckResult:
    return CheckResult(id=name, stage=stage, group=group, outcome=outcome, summary="s")  # type: ignore[arg-type]


def report(stage: int, *checks: CheckResult) -> Report:
    return Report(kata="k", stage=stage, stage_name="s", passed=False, score=0, verdict="kept", checks=checks)


CLOSING = report(
    1, check("behaviour.held"), check("behaviour.open", "failed"), check("behaviour.waited", "skipped")
)


def held(now: Report, *closings: Report) -> dict[str, bool | None]:
    return {each.id: each.held_at_closing for each in put_together(now, closings=closings).checks}


def test_a_check_of_an_earlier_stage_held_or_did_not_when_that_was_closed():
    now = report(
        2,
        check("behaviour.new", "failed", stage=2),
        *(
            check(f"1.behaviour.{name}", "failed", "regression")
            for name in ("held", "open", "waited", "unknown")
        ),
    )
    assert held(now, CLOSING) == {
        "behaviour.new": None,
        "1.behaviour.held": True,
        "1.behaviour.open": False,
        "1.behaviour.waited": False,
        "1.behaviour.unknown": None,
    }


def test_what_held_at_any_closing_has_held():
    second = report(2, check("1.behaviour.open", "passed", "regression"))
    now = report(3, check("1.behaviour.open", "failed", "regression"))
    assert held(now, CLOSING, second) == {"1.behaviour.open": True}


def test_without_the_reports_of_closings_nothing_is_known():
    now = report(2, check("1.behaviour.held", "failed", "regression"))
    assert held(now) == {"1.behaviour.held": None}
    assert "a check of stage 1 failed" in put_together(now, states=States()).headline


def test_the_headline_tells_what_is_still_open_from_what_broke():
    now = report(2, check("1.behaviour.open", "failed", "regression"))
    assert "a check of stage 1 is still open" in put_together(now, closings=[CLOSING]).headline
    now = report(2, check("1.behaviour.held", "failed", "regression"))
    assert "a check of stage 1 passed before and fails now" in put_together(now, closings=[CLOSING]).headline
