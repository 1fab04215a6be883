"""report and compare: what a grading found, and the work beside the reference's."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kata.commands.places import open_sitting, open_stage
from kata.commands.screen import Screen
from kata.errors import StateError

if TYPE_CHECKING:
    from kata.grader.report import Report
    from kata.reports.run import Exhibit, Run
    from kata.session.sitting import Sitting

TERMINAL = "terminal"
JSON = "json"


def report(screen: Screen, stage: int | None, form: str, output: Path | None) -> int:
    """Shows the last grading of a stage, or writes it in another format.

    Without a stage, a terminal and JSON get the last one handed in, every other format the whole run.
    """
    sitting = open_sitting()
    number = open_stage(sitting, stage)
    found = sitting.report(number)
    if found is None:
        raise StateError(f"Stage {number} was not handed in yet. Hand in with `kata next`.")
    if form == TERMINAL and output is None:
        from kata.reports.terminal import print_report

        print_report(found, screen.console, most=None)
        return 0
    whole = stage is None and form != JSON
    write(run_of(sitting, range(1, number + 1) if whole else (number,)), form, output)
    return 0


def write(run: Run, form: str, output: Path | None) -> None:
    """Renders a run in a format, to a file or to stdout; a file without a format becomes a page."""
    from kata.reports.formats import named

    text = named("html" if form == TERMINAL else form).render(run)
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return
    output.write_text(text, encoding="utf-8")


def run_of(sitting: Sitting, stages: range | tuple[int, ...]) -> Run:
    """The stages of a sitting as the renderers take them."""
    from kata.reports.run import Run

    exhibits = tuple(
        exhibit_of(sitting, found) for stage in stages if (found := sitting.report(stage)) is not None
    )
    return Run(kata=sitting.kata.title, trainee=_trainee(), exhibits=exhibits)


def exhibit_of(sitting: Sitting, found: Report) -> Exhibit:
    """One stage with the files before and after it, from the grader's own store."""
    from kata.reports.run import Exhibit
    from kata.session.sitting import attempt_label

    verdict = sitting.last_verdict(found.stage)
    if verdict is None:
        return Exhibit(report=found)
    return Exhibit(
        report=found,
        before=sitting.before(found),
        after=sitting.store.load(attempt_label(found.stage, verdict.attempt)),
    )


def _trainee() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
