"""How long a stage took: the trainee's time, without pauses, sleep and the grader's own time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from .clock import Elapsed, Instant, elapsed
from .events import Amended, Closed, Entry, GaveUp, Graded, HandedIn, Paused, Resumed, Revealed

MINUTE_SECONDS = 60

State = Literal["working", "paused", "grading"]


class Timesheet(msgspec.Struct, frozen=True):
    """One stage's time in seconds; `remarks` are sentences about clocks and pauses for the report."""

    started: Instant
    used: float = 0.0
    paused: float = 0.0
    remarks: tuple[str, ...] = ()


def timesheet(entries: Sequence[Entry], stage: int, now: Instant) -> Timesheet | None:
    """The time of `stage` from its reveal to the hand-in that closed it, else to `now`; None before it.

    A hand-in that nobody ended (the command was killed) does not stop the clock.
    """
    own = _entries_of(entries, stage)
    if not own:
        return None
    used = paused = suspended = 0.0
    remarks: list[str] = []
    state: State = "working"
    for index, entry in enumerate(own):
        following = own[index + 1] if index + 1 < len(own) else None
        end = following.at if following else now
        if isinstance(entry.event, HandedIn) and following and isinstance(following.event, Closed):
            break
        state = _state_after(entry, following, state)
        span = elapsed(entry.at, end)
        if state == "working":
            used += span.worked
            if following and isinstance(following.event, Amended | GaveUp):
                used = max(0.0, used - following.event.grading_seconds)
            suspended += span.suspended
        elif state == "paused":
            paused += span.worked + span.suspended
        remarks.extend(_remarks(entry, following, span))
    if suspended:
        remarks.append(f"The machine slept for {_length(suspended)}; that time is not counted.")
    return Timesheet(own[0].at, used, paused, tuple(remarks))


def _entries_of(entries: Sequence[Entry], stage: int) -> list[Entry]:
    """From the reveal of `stage` to its end: the hand-in that closed it, or the last entry there is."""
    own: list[Entry] = []
    for entry in entries:
        if isinstance(entry.event, Revealed):
            if own:
                break
            if entry.event.stage != stage:
                continue
        elif not own:
            continue
        own.append(entry)
    if any(isinstance(entry.event, Closed) for entry in own):
        last = max(index for index, entry in enumerate(own) if isinstance(entry.event, HandedIn))
        return [*own[: last + 1], next(entry for entry in own if isinstance(entry.event, Closed))]
    return own


def _state_after(entry: Entry, following: Entry | None, state: State) -> State:
    match entry.event:
        case Paused():
            return "paused"
        case HandedIn() if following is not None and isinstance(following.event, Graded | GaveUp):
            return "grading"
        case Resumed() | HandedIn() | Graded() | GaveUp():
            return "working"
    return state


def _remarks(entry: Entry, following: Entry | None, span: Elapsed) -> list[str]:
    remarks = []
    if span.moved:
        direction = "forward" if span.moved > 0 else "back"
        remarks.append(
            f"The machine's clock was set {direction} by {_length(abs(span.moved))} after {entry.at.text()}."
        )
    if isinstance(entry.event, Paused):
        length = _length(span.worked + span.suspended)
        remarks.append(f"Paused for {length}: {entry.event.reason}")
        if following and isinstance(following.event, Resumed) and following.event.tree != entry.event.tree:
            remarks.append("Files changed while the clock was paused.")
    return remarks


def _length(seconds: float) -> str:
    """A length of time for people: `50 s`, `3 min`."""
    if seconds < MINUTE_SECONDS:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE_SECONDS:.0f} min"
