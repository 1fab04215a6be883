"""What only the session knows of a hand-in, as a part of its report: times, hints, and how it was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..report.parts import Sat
from ..report.report import AmendmentNote, Expectation
from .events import Amended, Entry, Expected, HandedIn
from .sitting import attempt_label
from .timesheet import MINUTE_SECONDS

if TYPE_CHECKING:
    from ..workspace.snapshot import Snapshot
    from ..workspace.store import Store
    from .sitting import Sitting


def sat(stage: int, sitting: Sitting, handed_in: HandedIn) -> Sat:
    """What the sitting knows of this hand-in."""
    entries = sitting.record.entries()
    at = next(entry.at for entry in reversed(entries) if entry.event == handed_in)
    # The grader's time is not the trainee's: the clock is read at the hand-in, not now.
    sheet = sitting.timesheet(stage, at)
    now = sitting.progress()
    return Sat(
        started_at=sheet.started.text(),
        handed_in_at=at.text(),
        seconds_used=sheet.used,
        seconds_allowed=sitting.kata.stage(stage).minutes * MINUTE_SECONDS,
        seconds_paused=sheet.paused,
        anyway=handed_in.anyway,
        hints_taken=len(now.hints),
        amendments=amendment_notes(sitting.store, entries, stage),
        expectation=_expectation(sitting, entries, handed_in),
        notes=(*sheet.remarks, *_replaced(now.replaced), *sitting.remarks()),
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
