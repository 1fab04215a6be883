"""next: hands in, grades, and reveals the next stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .bundle import show_way
from .debrief import ask
from .support.chapters import report_for_trainee
from .support.grading import COULD_NOT_RUN, PASSED, verdict_code
from .support.open import open_sitting, seat_of
from .support.paging import headed
from .support.screen import Screen
from .support.ways import way_of
from .support.work import REST, brief_of

if TYPE_CHECKING:
    from ..report.report import Report
    from ..session.handin import Outcome, Unjudged
    from ..session.sitting import Sitting


AMEND = (
    "To fix it, change the old code before you write new code, and nothing else; "
    'then run `kata amend --reason "what was wrong"`. A fix costs nothing.'
)

KEPT = "Graded before on the same files, so it is not graded again. To grade it again: `kata next --again`."

REVEAL_LINES = 4
"""Lines that stand below the brief of a revealed stage."""


def hand_in_next(
    screen: Screen, anyway: bool, expect: str = "", stay: bool = False, again: bool = False
) -> int:
    """Hands in the workspace around the current folder; `expect` answers the question before a reveal.

    `stay`: where a room has gone on, try again at this stage first. `again`: grade even what was graded before.
    """
    from ..session.handin import Unjudged, submit
    from ..session.reveal import reveal_next

    sitting = open_sitting()
    with way_of(screen, sitting, stay=stay, clock=True, again=again) as way:
        outcome = submit(sitting, way.judge, anyway=anyway)
        report = None if isinstance(outcome, Unjudged) else outcome.report
        is_kept = not isinstance(outcome, Unjudged) and outcome.kept
        if is_kept:
            screen.say(KEPT)
        if report is not None and not screen.json:
            show_verdict(screen, sitting, report)
        waits = False
        if outcome.advanced and outcome.next_stage is not None:
            opened = way.opened(sitting, outcome.next_stage, lambda: expect or ask(screen))
            waits = opened is None
            if opened is not None:
                sitting, said = opened
                reveal_next(sitting, said)
    if screen.json:
        told = {} if report is None else msgspec.structs.asdict(report_for_trainee(report, sitting))
        end = {"advanced": outcome.advanced, "next_stage": outcome.next_stage}
        more = {"waits": waits, "kept": is_kept}
        screen.document({**told, **end, **{name: True for name, so in more.items() if so}})
    else:
        if isinstance(outcome, Unjudged):
            screen.show(f"Stage {outcome.stage} is closed. Its verdict comes later: `kata report`.", "bold")
        if waits:
            screen.show(
                f"Stage {outcome.next_stage} opens when the facilitator says so; `kata next` looks.", "bold"
            )
        else:
            _show_way(screen, sitting, outcome)
    return PASSED if report is None else verdict_code((report,))


def show_outcome(screen: Screen, sitting: Sitting, outcome: Outcome) -> None:
    """The verdict, then where to go from here: the next brief, the end, or the same stage again."""
    show_verdict(screen, sitting, outcome.report)
    _show_way(screen, sitting, outcome)


def show_verdict(screen: Screen, sitting: Sitting, report: Report) -> None:
    """What the grader found."""
    from ..views.terminal import print_report

    print_report(report_for_trainee(report, sitting), screen.console)
    screen.show()


def _show_way(screen: Screen, sitting: Sitting, outcome: Outcome | Unjudged) -> None:
    from ..session.handin import Unjudged

    if not outcome.advanced:
        assert not isinstance(outcome, Unjudged)  # which is closed
        _show_the_same_stage(screen, outcome.report)
        return
    if outcome.next_stage is None:
        screen.show("That was the last stage.", "bold")
        screen.show("Read on: `kata report`, `kata compare`, `kata book`.")
        show_way(screen, sitting)
        return
    stage = sitting.kata.stage(outcome.next_stage)
    headed(screen, brief_of(sitting.kata, stage.number), REVEAL_LINES, REST)
    screen.show(f"The clock runs: {stage.minutes} minutes. This brief is in BRIEF.md, too.", "bold")
    if isinstance(outcome, Unjudged):
        return
    if outcome.report.anyway:
        screen.show(f"What stage {outcome.report.stage} left open still counts. {AMEND}")
    if seat_of(sitting) is None:  # a room shows it in the debrief
        screen.show(f"See yours beside the reference: `kata compare --stage {outcome.report.stage}`.")


def _show_the_same_stage(screen: Screen, report: Report) -> None:
    from ..report.causes import still_open
    from ..views.findings import findings

    if verdict_code((report,)) == COULD_NOT_RUN:
        screen.show("The grader had trouble; that is not your fault. Run `kata next` again.", "bold")
        screen.show("If it comes back, `kata doctor` tells what this machine lacks.")
        return
    screen.show(f"Still stage {report.stage}. Fix the first point, then run `kata next`.", "bold")
    for first in findings(report)[:1]:
        if still_open(first.check):
            screen.show(f"It was open when stage {first.check.stage} was closed. {AMEND}")
    screen.show("Stuck? `kata hint`: it costs no points, and the report says how many you took.")
    screen.show("Out of time? `kata next --anyway` goes on; the report says so.")
