"""amend: declares a fix or a refactoring of existing code."""

from __future__ import annotations

from kata.commands.grading import FAILED, PASSED, grading
from kata.commands.places import open_sitting
from kata.commands.screen import Screen

SCHEMA = "kata/amend/v1"

MEANINGS = {
    "fix": "A fix: a check that failed now passes, and none that passed fails. It costs nothing.",
    "refactoring": "A refactoring: every check comes out as before. The rule on closed code counts half.",
    "refused": "Refused. What closed the last stage is still what must not change.",
}


def amend(screen: Screen, reason: str) -> int:
    """Lets the grader find out what kind of change it is, and keeps it with its reason."""
    from kata.session.amend import amend as declare

    with grading(screen) as grade:
        found = declare(open_sitting(), grade, reason)
    if screen.json:
        screen.document(
            {"schema": SCHEMA, "kind": found.kind, "changed_checks": found.changed_checks, "why": found.why}
        )
    else:
        screen.show(MEANINGS[found.kind], "bold")
        if found.why:
            screen.show(found.why)
        if found.changed_checks:
            screen.show(f"Checks that came out differently: {', '.join(found.changed_checks)}")
    return FAILED if found.kind == "refused" else PASSED
