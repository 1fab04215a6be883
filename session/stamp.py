"""Writes into a grading's report what only the session knows: times, hints, and how it was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from kata.grader.report import AmendmentNote, Report
from kata.session.events import Amended, Entry, HandedIn
from kata.session.timesheet import MINUTE_SECONDS

if TYPE_CHECKING:
    from kata.session.sitting import Sitting


def stamp(report: Report, sitting: Sitting, handed_in: HandedIn) -> Report:
    """The report of this hand-in with the sitting's own facts filled in."""
    entries = sitting.record.entries()
    at = next(entry.at for entry in reversed(entries) if entry.event == handed_in)
    # The grader's time is not the trainee's: the clock is read at the hand-in, not now.
    sheet = sitting.timesheet(report.stage, at)
    now = sitting.standing()
    figures = report.figures
    if figures is not None:
        figures = msgspec.structs.replace(figures, minutes=round(sheet.used / MINUTE_SECONDS, 1))
    closes = report.passed or handed_in.anyway
    return msgspec.structs.replace(
        report,
        started_at=sheet.started.text(),
        closed_at=at.text() if closes else None,
        seconds_used=round(sheet.used, 1),
        seconds_allowed=sitting.kata.stage(report.stage).minutes * MINUTE_SECONDS,
        seconds_paused=round(sheet.paused, 1),
        counted=False,
        anyway=handed_in.anyway and not report.passed,
        hints_taken=len(now.hints),
        figures=figures,
        amendments=(*report.amendments, *_amendments(sitting, entries, report.stage)),
        notes=(*report.notes, *sheet.remarks, *_replaced(now.replaced), *sitting.remarks()),
    )


def _amendments(sitting: Sitting, entries: tuple[Entry, ...], stage: int) -> tuple[AmendmentNote, ...]:
    return tuple(
        AmendmentNote(
            reason=amended.reason,
            kind=amended.kind,
            declared_at=entry.at.text(),
            diff=sitting.store.diff(
                sitting.store.load(amended.before_label), sitting.store.load(amended.label)
            ),
            changed_checks=amended.changed_checks,
        )
        for entry in entries
        if isinstance(amended := entry.event, Amended) and amended.stage == stage
    )


def _replaced(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{path} is the kata's own and had been edited; the reveal put the kata's version in its place."
        for path in paths
    )
