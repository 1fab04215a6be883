"""Writes into a grading's report what only the session knows: times, hints, and how it was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from ..report.report import AmendmentNote, Expectation, Report
from .events import Amended, Entry, Expected, HandedIn
from .sitting import attempt_label
from .timesheet import MINUTE_SECONDS

if TYPE_CHECKING:
    from ..workspace.snapshot import Snapshot
    from ..workspace.store import Store
    from .sitting import Sitting


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
        amendments=(*report.amendments, *amendment_notes(sitting.store, entries, report.stage)),
        expectation=_expectation(sitting, entries, handed_in),
        notes=(*report.notes, *sheet.remarks, *_replaced(now.replaced), *sitting.remarks()),
    )


def amendment_notes(store: Store, entries: Sequence[Entry], stage: int) -> tuple[AmendmentNote, ...]:
    """What was declared during `stage`, refused amendments included, with their diffs."""
    notes = []
    for entry in entries:
        amended = entry.event
        if isinstance(amended, Amended) and amended.stage == stage:
            before, after = store.load(amended.before_label), store.load(amended.label)
            notes.append(
                AmendmentNote(
                    reason=amended.reason,
                    kind=amended.kind,
                    declared_at=entry.at.text(),
                    diff=store.diff(before, after),
                    changed_checks=amended.changed_checks,
                    files_added=added(before, after),
                )
            )
    return tuple(notes)


def added(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """The files that are new."""
    return tuple(sorted(after.files.keys() - before.files.keys()))


def _expectation(sitting: Sitting, entries: tuple[Entry, ...], handed_in: HandedIn) -> Expectation | None:
    """What was expected of this stage, beside the files that it did touch; the last answer counts."""
    stage = handed_in.stage
    said = [e.event.said for e in entries if isinstance(e.event, Expected) and e.event.stage == stage]
    if not said:
        return None
    given = sitting.kata.given_at(stage)
    before = sitting.baselines()[-1].files
    after = sitting.store.load(attempt_label(stage, handed_in.attempt)).files
    return Expectation(
        said=said[-1],
        changed=tuple(sorted(p for p in before if p not in given and after.get(p) != before[p])),
        added=tuple(sorted(p for p in after if p not in given and p not in before)),
    )


def _replaced(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{path} is the kata's own file and was edited; when the stage was revealed, the kata's version took its place."
        for path in paths
    )
