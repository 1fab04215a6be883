"""What can happen in a sitting; its record is a list of these, and all else is worked out from it."""

from __future__ import annotations

from typing import Literal

import msgspec

from .clock import Instant

AmendmentKind = Literal["fix", "refactoring", "refused"]


class Started(msgspec.Struct, frozen=True, kw_only=True, tag="started"):
    """The workspace was made, from the starter and stage 1's given files (`tree`)."""

    kata: str
    tree: str


class Revealed(msgspec.Struct, frozen=True, kw_only=True, tag="revealed"):
    """The brief of a stage was shown, and its clock runs; `replaced` are given files that had been edited."""

    stage: int
    replaced: tuple[str, ...] = ()


class HandedIn(msgspec.Struct, frozen=True, kw_only=True, tag="handed-in"):
    """`kata next` began: these files are to be graded. From here the time is the grader's."""

    stage: int
    tree: str
    attempt: int
    anyway: bool = False


class Graded(msgspec.Struct, frozen=True, kw_only=True, tag="graded"):
    """The verdict on what was handed in is kept as a report."""

    stage: int
    tree: str
    attempt: int
    passed: bool
    score: float


class GaveUp(msgspec.Struct, frozen=True, kw_only=True, tag="gave-up"):
    """A grading came to no verdict. After a hand-in, the time until here was the grader's.

    `grading_seconds` are those of an amendment's grading, which are not the trainee's time either.
    """

    stage: int
    attempt: int
    grading_seconds: float = 0.0


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """The stage is over: its files are the baseline of the next one."""

    stage: int
    tree: str
    anyway: bool = False


class Paused(msgspec.Struct, frozen=True, kw_only=True, tag="paused"):
    """The clock stands; `tree` is what the files were."""

    reason: str
    tree: str


class Resumed(msgspec.Struct, frozen=True, kw_only=True, tag="resumed"):
    """The clock runs again; `tree` is what the files were."""

    tree: str


class HintTaken(msgspec.Struct, frozen=True, kw_only=True, tag="hint-taken"):
    """A hint for a check was shown; `level` counts from 1."""

    stage: int
    check: str
    level: int


class Expected(msgspec.Struct, frozen=True, kw_only=True, tag="expected"):
    """What the trainee expected to change at `stage`, said after the one before was closed, before its reveal."""

    stage: int
    said: str


class Amended(msgspec.Struct, frozen=True, kw_only=True, tag="amended"):
    """Existing code was changed with a reason during `stage`, and the grader found out what kind of change it was.

    `tree` takes the place of what closed the stage before, unless it was refused; both states are in the
    store, under the labels `before_label` and `label`. `grading_seconds` are not the trainee's time.
    """

    stage: int
    reason: str
    kind: AmendmentKind
    tree: str
    label: str
    before_label: str
    changed_checks: tuple[str, ...] = ()
    grading_seconds: float = 0.0


Event = (
    Started
    | Revealed
    | HandedIn
    | Graded
    | GaveUp
    | Closed
    | Paused
    | Resumed
    | HintTaken
    | Expected
    | Amended
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the record: `previous` is the SHA-256 of the line before, in hex (empty at the first)."""

    previous: str
    at: Instant
    event: Event
