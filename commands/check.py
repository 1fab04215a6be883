"""check: what may be known before handing in. No hidden test runs, nothing is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ..report import scoring
from ..report.report import CheckResult, Evidence
from ..session.owntests import OwnTests
from .support.chapters import checks_for_trainee
from .support.open import open_sitting
from .support.screen import Screen

if TYPE_CHECKING:
    from ..session.sitting import Sitting

SCHEMA = "kata/check/v1"

OWN_SIGNS: dict[str, str] = {"passed": "✓", "failed": "✗", "none": "·"}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known before handing in. `unreadable` are places that Python or this kata cannot take.

    `unwritten` are client functions that are still the starter's; the message is the function's name.
    """

    schema: str = SCHEMA
    kata: str
    stage: int
    passed: bool
    unreadable: tuple[Evidence, ...]
    checks: tuple[CheckResult, ...]
    own_tests: OwnTests | None
    unwritten: tuple[Evidence, ...] = ()


def check(screen: Screen, tests: bool) -> int:
    """Checks the workspace as it is now."""
    checked = checked_now(open_sitting(), tests)
    if screen.json:
        screen.document(checked)
    else:
        show(screen, checked)
    return 0 if checked.passed else 1


def checked_now(sitting: Sitting, tests: bool) -> Checked:
    """The source checks of the open stage, and the trainee's own tests."""
    from ..grader.check_results import Submission, static_checks
    from ..grader.preflight import preflight
    from ..grader.unwritten import unwritten
    from ..session.owntests import run_own_tests
    from ..session.whole import insist_on_whole

    now = sitting.open_progress()
    current = sitting.snapshot()
    insist_on_whole(sitting.kata, current, sitting.workspace)
    submission = Submission(current=current, baselines=sitting.baselines(), refactored=now.refactored)
    unreadable = preflight(sitting.kata, submission.current)
    checks = static_checks(sitting.kata, now.stage, submission)
    own_tests = run_own_tests(sitting.workspace, sitting.kata.layout.tests) if tests else None
    passed = (
        not unreadable and not scoring.fails(checks) and (own_tests is None or own_tests.outcome != "failed")
    )
    return Checked(
        kata=sitting.kata.name,
        stage=now.stage,
        passed=passed,
        unreadable=unreadable,
        checks=checks_for_trainee(checks, sitting),
        own_tests=own_tests,
        unwritten=unwritten(sitting.kata, current),
    )


def show(screen: Screen, checked: Checked) -> None:
    """What must be fixed first, then one line for everything else, and what it all comes to."""
    from ..views.checked import outlook, print_checked
    from ..views.escape import visible
    from ..views.terminal import Voice

    say = Voice(screen.console)
    print_checked(checked.checks, checked.unreadable, say)
    own = checked.own_tests
    if own is not None:
        if own.outcome == "failed" and own.output:
            screen.show(visible(own.output.rstrip(), len(own.output)))
        say.line(f"{OWN_SIGNS[own.outcome]} {own.summary}")
    say.blank()
    if checked.passed:
        say.line(outlook(checked.checks, checked.unwritten), "bold")
    else:
        say.line("Fix what is marked with ✗, then run `kata check` again.", "bold")
