"""next: hands in, grades, and reveals the next stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from kata.commands.grading import COULD_NOT_RUN, grading, verdict_code
from kata.commands.places import open_sitting
from kata.commands.screen import Screen

if TYPE_CHECKING:
    from kata.session.handin import Outcome
    from kata.session.sitting import Sitting


def hand_in_next(screen: Screen, anyway: bool) -> int:
    """Hands in the workspace around the current folder."""
    from kata.session.handin import hand_in

    sitting = open_sitting()
    with grading(screen) as grade:
        outcome = hand_in(sitting, grade, anyway=anyway)
    if screen.json:
        report = msgspec.structs.asdict(outcome.report)
        screen.document({**report, "advanced": outcome.advanced, "next_stage": outcome.next_stage})
    else:
        show_outcome(screen, sitting, outcome)
    return verdict_code((outcome.report,))


def show_outcome(screen: Screen, sitting: Sitting, outcome: Outcome) -> None:
    """The verdict, then where to go from here: the next brief, the end, or the same stage again."""
    from kata.reports.terminal import print_brief, print_report

    print_report(outcome.report, screen.console)
    screen.show()
    if not outcome.advanced and verdict_code((outcome.report,)) == COULD_NOT_RUN:
        screen.show("The grader had trouble; that is not yours. Run `kata next` again.", "bold")
        screen.show("If it comes back, `kata doctor` tells what this machine lacks.")
        return
    if not outcome.advanced:
        screen.show(f"You stay at stage {outcome.report.stage}. Mend it and run `kata next` again.", "bold")
        screen.show("Out of time? `kata next --anyway` goes on; the report keeps it.")
        return
    if outcome.next_stage is None:
        screen.show("That was the last stage.", "bold")
        screen.show("Read on: `kata report`, `kata compare`.")
        return
    stage = sitting.kata.stage(outcome.next_stage)
    total = len(sitting.kata.stages)
    print_brief(f"Stage {stage.number} of {total}: {stage.title}", stage.brief, screen.console)
    screen.show(f"The clock runs: {stage.minutes} minutes. This brief is in BRIEF.md, too.", "bold")
    screen.show(f"See yours beside the reference: `kata compare --stage {outcome.report.stage}`.")
