"""What may be known before handing in: first what must be mended, then a line for each thing that holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kata.grader.causes import Finding
from kata.reports import wording
from kata.reports.escape import one_line
from kata.reports.terminal import STYLES, Voice, print_finding
from kata.reports.text import place

if TYPE_CHECKING:
    from kata.grader.report import CheckResult, Evidence

ROOM = 2  # columns of a sign and what follows it


def print_checked(checks: Sequence[CheckResult], unreadable: Sequence[Evidence], say: Voice) -> None:
    """Prints what was found in the sources."""
    for trouble in unreadable:
        say.line(f"✗ {place(trouble)}: {one_line(trouble.message, 300)}", STYLES["failed"])
    if unreadable:
        say.blank()
    held = [check for check in checks if check.outcome in ("passed", "skipped")]
    for check in checks:
        if check not in held:
            print_finding(Finding(check), say)
    for check in held:
        sign = wording.OUTCOME_SIGNS[check.outcome]
        say.line(f"{sign} {one_line(check.summary, say.width - ROOM)}", STYLES[check.outcome])
