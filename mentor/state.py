"""One state that was handed in, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..report.report import AmendmentNote
from ..workspace.snapshot import Snapshot

Source = Literal["kata", "kept", "claimed", "work tree", "missing"]


@dataclass(frozen=True)
class Marked:
    """What a mark claims to have taken the place of a closed state, and the reason written on it."""

    snapshot: Snapshot
    reason: str


@dataclass(frozen=True)
class State:
    """The files at the end of a stage (0: the start). `ref` says where they were found.

    A `missing` one was not handed over; the last state stands in for it, so that nothing shows as changed.

    `amended` is what took their place as the baseline of the next stage, `refactored` whether closed
    code was refactored then, and `amendments` what is told of that. `marked` are amendments that are
    only claimed: `kata.mentor.amendments.judge_amendments` judges them.
    """

    stage: int
    snapshot: Snapshot
    source: Source
    ref: str = ""
    amended: Snapshot | None = None
    refactored: bool = False
    amendments: tuple[AmendmentNote, ...] = ()
    marked: tuple[Marked, ...] = ()
    by_message: bool = False

    @property
    def baseline(self) -> Snapshot:
        """What the next stage is judged against."""
        return self.amended or self.snapshot
