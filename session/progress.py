"""Where a sitting stands, worked out from its record."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from .events import (
    Amended,
    Closed,
    Entry,
    GaveUp,
    Graded,
    HandedIn,
    HintTaken,
    Paused,
    Resumed,
    Revealed,
    Started,
)


class Baseline(msgspec.Struct, frozen=True):
    """A state that later stages are judged against: its tree, and its label in the store."""

    tree: str
    label: str


class SittingProgress(msgspec.Struct, frozen=True):
    """The stage that is open (0 before the first), and what became of it so far.

    `handed_in` is the last hand-in of this stage that nothing newer replaced, `graded` its verdict.
    `closed` is the number of the last closed stage; it equals `stage` until the next is revealed.
    `baselines` are the start and what closed each stage, as amended; `amendments` counts those declared
    in this stage, refused ones included, `accepted` those that were not refused.
    """

    stage: int = 0
    handed_in: HandedIn | None = None
    graded: Graded | None = None
    closed: int = 0
    paused: Paused | None = None
    attempts: int = 0
    baselines: tuple[Baseline, ...] = ()
    replaced: tuple[str, ...] = ()
    refactored: bool = False
    amendments: int = 0
    accepted: int = 0
    hints: tuple[HintTaken, ...] = ()

    @property
    def between_stages(self) -> bool:
        """Whether the stage is closed and the next one not yet revealed."""
        return self.stage > 0 and self.closed == self.stage


def closed_label(stage: int) -> str:
    """Label in the store of the files that closed `stage`; of the start for 0."""
    return f"stage-{stage}" if stage else "start"


def progress_after(entries: Iterable[Entry]) -> SittingProgress:
    """Where the sitting stands after these entries."""
    now = SittingProgress()
    for entry in entries:
        match entry.event:
            case Started(tree=tree):
                now = replace(now, baselines=(Baseline(tree, closed_label(0)),))
            case Revealed() as revealed:
                now = SittingProgress(
                    stage=revealed.stage,
                    closed=now.closed,
                    baselines=now.baselines,
                    replaced=revealed.replaced,
                )
            case HandedIn() as handed_in:
                now = replace(now, handed_in=handed_in, graded=None, attempts=handed_in.attempt)
            case GaveUp():
                now = replace(now, handed_in=None)
            case Graded() as graded if graded.stage == now.stage:
                now = replace(now, graded=graded)
            case Closed() as closed:
                baseline = Baseline(closed.tree, closed_label(closed.stage))
                now = replace(now, closed=closed.stage, baselines=(*now.baselines, baseline))
            case Paused() as paused:
                now = replace(now, paused=paused)
            case Resumed():
                now = replace(now, paused=None)
            case Amended() as amended:
                now = _amended(now, amended)
            case HintTaken() as hint:
                now = replace(now, hints=(*now.hints, hint))
    return now


def _amended(now: SittingProgress, amended: Amended) -> SittingProgress:
    """A hand-in that was not closed before the amendment was judged on another baseline: it is void."""
    now = replace(now, amendments=now.amendments + 1)
    if amended.kind == "refused":
        return now
    return replace(
        now,
        accepted=now.accepted + 1,
        baselines=(*now.baselines[:-1], Baseline(amended.tree, amended.label)),
        refactored=now.refactored or amended.kind == "refactoring",
        handed_in=None,
        graded=None,
    )
