"""next: hands in, grades, and reveals the next stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .bundle import show_way
from .debrief import ask
from .support.chapters import with_shut_chapters
from .support.grading import COULD_NOT_RUN, grading, verdict_code
from .support.open import open_sitting
from .support.paging import headed
from .support.screen import Screen
from .support.work import REST, brief_of

if TYPE_CHECKING:
    from ..report.report import Report
    from ..session.handin import Outcome
    from ..session.sitting import Sitting


AMEND = (
    "To fix it, change the old code before you write new code, and nothing else; "
    'then run `kata amend --reason "what was wrong"`. A fix costs nothing.'
)


REVEAL_LINES = 4
"""Lines that stand below the brief of a revealed stage."""


def hand_in_next(screen: Screen, anyway: bool, expect: str = "") -> int:
    """Hands in the workspace around the current folder; `expect` answers the question before a reveal."""
    from ..session.handin import submit
    from ..session.reveal import reveal_next

    sitting = open_sitting()
    with grading(screen, clock=True) as grade:
        outcome = submit(sitting, grade, anyway=anyway)
    if not screen.json:
        show_verdict(screen, sitting, outcome.report)
    if outcome.advanced and outcome.next_stage is not None:
        reveal_next(sitting, expect or ask(screen))
    if screen.json:
        report = msgspec.structs.asdict(with_shut_chapters(outcome.report, sitting))
        screen.document({**report, "advanced": outcome.advanced, "next_stage": outcome.next_stage})
    else:
        _show_way(screen, sitting, outcome)
    return verdict_code((outcome.report,))


def show_outcome(screen: Screen, sitting: Sitting, outcome: Outcome) -> None:
    """The verdict, then where to go from here: the next brief, the end, or the same stage again."""
    show_verdict(screen, sitting, outcome.report)
    _show_way(screen, sitting, outcome)


def show_verdict(screen: Screen, sitting: Sitting, report: Report) -> None:
    """What the grader found."""
    from ..views.terminal import print_report

    print_report(with_shut_chapters(report, sitting), screen.console)
    screen.show()


def _show_way(screen: Screen, sitting: Sitting, outcome: Outcome) -> None:
    from ..report.causes import still_open
    from ..views.findings import findings

    if not outcome.advanced and verdict_code((outcome.report,)) == COULD_NOT_RUN:
        screen.show("The grader had trouble; that is not your fault. Run `kata next` again.", "bold")
        screen.show("If it comes back, `kata doctor` tells what this machine lacks.")
        return
    if not outcome.advanced:
        screen.show(f"Still stage {outcome.report.stage}. Fix the first point, then run `kata next`.", "bold")
        for first in findings(outcome.report)[:1]:
            if still_open(first.check):
                screen.show(f"It was open when stage {first.check.stage} was closed. {AMEND}")
        screen.show("Stuck? `kata hint`: it costs no points, and the report says how many you took.")
        screen.show("Out of time? `kata next --anyway` goes on; the report says so.")
        return
    if outcome.next_stage is None:
        screen.show("That was the last stage.", "bold")
        screen.show("Read on: `kata report`, `kata compare`, `kata book`.")
        show_way(screen, sitting)
        return
    stage = sitting.kata.stage(outcome.next_stage)
    headed(screen, brief_of(sitting.kata, stage.number), REVEAL_LINES, REST)
    screen.show(f"The clock runs: {stage.minutes} minutes. This brief is in BRIEF.md, too.", "bold")
    if outcome.report.anyway:
        screen.show(f"What stage {outcome.report.stage} left open still counts. {AMEND}")
    screen.show(f"See yours beside the reference: `kata compare --stage {outcome.report.stage}`.")
