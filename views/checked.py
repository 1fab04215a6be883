"""What may be known before handing in: first what must be fixed, then a line for each thing that holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..report.causes import Finding
from . import wording
from .escape import one_line
from .terminal import STYLES, Voice, print_finding
from .text import place

if TYPE_CHECKING:
    from ..report.report import CheckResult, Evidence

ROOM = 2  # columns of a sign and what follows it


def outlook(checks: Sequence[CheckResult], unwritten: Sequence[Evidence]) -> str:
    """What is known when nothing failed, and what is not: rules that could not be looked at, functions not written.

    `unwritten` are places of functions, with their names as messages.
    """
    stuck = [one_line(check.id, 80) for check in checks if check.outcome == "could-not-run"]
    rules = f"No broken rule was seen, but {_list(stuck)} could not run." if stuck else "No rule is broken."
    return f"{rules} `kata next` tests whether it works{not_written(unwritten)}."


def not_written(unwritten: Sequence[Evidence]) -> str:
    """`; confirm and cancel are not written yet`, or nothing."""
    names = [one_line(each.message, 60) for each in unwritten]
    return f"; {_list(names)} {'is' if len(names) == 1 else 'are'} not written yet" if names else ""


def _list(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


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
