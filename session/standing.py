"""Where a sitting stands, worked out from its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kata.session.events import (
    Amended,
    Closed,
    Entry,
    Graded,
    HandedIn,
    HintTaken,
    Paused,
    Resumed,
    Revealed,
    Started,
)


@dataclass(frozen=True)
class Standing:
    """The stage that is open (0 before the first), and what became of it so far.

    `handed_in` is the last hand-in of this stage that nothing newer replaced, `graded` its verdict.
    `closed` is the number of the last closed stage; it equals `stage` until the next is revealed.
    `baselines` are the trees of the start and of each closed stage, as amended.
    """

    stage: int = 0
    handed_in: HandedIn | None = None
    graded: Graded | None = None
    closed: int = 0
    paused: Paused | None = None
    attempts: int = 0
    baselines: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    refactored: bool = False
    hints: tuple[HintTaken, ...] = ()

    @property
    def between_stages(self) -> bool:
        """Whether the stage is closed and the next one not yet revealed."""
        return self.stage > 0 and self.closed == self.stage


def standing(entries: Iterable[Entry]) -> Standing:
    """Where the sitting stands after these entries."""
    now = Standing()
    for entry in entries:
        match entry.event:
            case Started(tree=tree):
                now = replace(now, baselines=(tree,))
            case Revealed() as revealed:
                now = Standing(
                    stage=revealed.stage,
                    closed=now.closed,
                    baselines=now.baselines,
                    replaced=revealed.replaced,
                )
            case HandedIn() as handed_in:
                now = replace(now, handed_in=handed_in, graded=None, attempts=handed_in.attempt)
            case Graded() as graded:
                now = replace(now, graded=graded)
            case Closed() as closed:
                now = replace(now, closed=closed.stage, baselines=(*now.baselines, closed.tree))
            case Paused() as paused:
                now = replace(now, paused=paused)
            case Resumed():
                now = replace(now, paused=None)
            case Amended(kind="fix" | "refactoring") as amended:
                refactored = now.refactored or amended.kind == "refactoring"
                now = replace(now, baselines=(*now.baselines[:-1], amended.tree), refactored=refactored)
            case HintTaken() as hint:
                now = replace(now, hints=(*now.hints, hint))
            case Amended():
                pass
    return now
