"""amend: declares a fix or a refactoring of existing code."""

from __future__ import annotations

from .support.grading import FAILED, PASSED
from .support.open import open_sitting
from .support.screen import Screen
from .support.ways import way_of

SCHEMA = "kata/amend/v1"
MOST_NAMED = 3
"""Checks that are named on the screen; `--format json` names all."""

MEANINGS = {
    "fix": "Accepted as a fix: a check that failed now passes, and none that passed fails. It costs nothing.",
    "refactoring": "Accepted as a refactoring: no result changed. "
    'It costs half the points of "existing code is unchanged".',
}


def amend(screen: Screen, reason: str) -> int:
    """Lets the grader find out what kind of change it is, and keeps it with its reason."""
    from ..session.amend import amend as declare

    sitting = open_sitting()
    with way_of(screen, sitting, clock=True) as way:
        found = declare(sitting, way.amendments(sitting, reason), reason)
    if screen.json:
        screen.document(
            {
                "schema": SCHEMA,
                "kind": found.kind,
                "changed_checks": found.changed_checks,
                "why": found.why,
                "way": found.way,
            }
        )
    elif found.kind == "refused":
        screen.show(f"Not accepted: {found.why}", "bold")
        screen.show(found.way)
    else:
        screen.show(MEANINGS[found.kind], "bold")
        if found.changed_checks:
            more = len(found.changed_checks) - MOST_NAMED
            named = ", ".join(found.changed_checks[:MOST_NAMED])
            screen.show(f"It fixes {named}{f' and {more} more' if more > 0 else ''}.")
    return FAILED if found.kind == "refused" else PASSED
