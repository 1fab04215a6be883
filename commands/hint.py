"""hint: the next hint for the first check that failed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..base.errors import StateError
from .support.chapters import report_for_trainee
from .support.open import open_sitting
from .support.screen import Screen
from .support.ways import way_of

if TYPE_CHECKING:
    from ..session.sitting import Sitting


def hint(screen: Screen) -> int:
    """Shows one hint, and takes note that it was taken.

    Raises StateError when no check has failed, or the code cannot be run at all.
    """
    from ..views.findings import findings
    from ..views.terminal import Voice

    sitting = open_sitting()
    report = sitting.report(sitting.open_progress().stage)
    report = report_for_trainee(report, sitting) if report else None
    failing = [each.check for each in findings(report) if each.check.outcome == "failed"] if report else []
    if not failing:
        raise StateError("Hints are for checks that failed, and none has. Hand in first: `kata next`.")
    _refuse_unreadable(sitting)
    if not sitting.progress().hints and not agreed(screen):
        screen.show("No hint was taken.")
        return 0
    with way_of(screen, sitting) as way:
        given = way.hint(sitting, failing[0].id)
    if screen.json:
        screen.document(given)
        return 0
    say = Voice(screen.console)
    say.line(f"Expected: {given.holds} ({given.check})", "bold")
    say.line(f"Hint {given.level} of {given.levels}: {given.text}")
    if given.level < given.levels:
        say.line("Still stuck? `kata hint` shows the next one.")
    if given.level == given.levels and failing[0].opens_after:
        say.line(f"That chapter opens once stage {failing[0].opens_after} is closed: then you can compare.")
    return 0


def agreed(screen: Screen) -> bool:
    """Says, before the first hint of a stage, what hints cost; where nobody can be asked, the answer is yes."""
    if screen.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    screen.show("Hints cost no points. Your report says how many you took at this stage.")
    try:
        return input("Press Enter for the first hint, or n and Enter for none: ").strip().lower() not in (
            "n",
            "no",
        )
    except (EOFError, KeyboardInterrupt):
        screen.show()
        return False


def _refuse_unreadable(sitting: Sitting) -> None:
    """No hint is spent on code that cannot be run at all: that is told for nothing."""
    from ..grader.preflight import preflight
    from ..views.text import place

    troubles = preflight(sitting.kata, sitting.snapshot())
    if troubles:
        raise StateError(
            f"The code cannot be run: {place(troubles[0])}: {troubles[0].message} "
            "Fix that first; no hint was taken."
        )
