"""The reference designs as states of a workspace, to hold a trainee's stage against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..content.kata import Kata
from ..workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from ..content.designs import Design


@dataclass(frozen=True)
class Reference:
    """One right design at one stage: its state, and those it stands on (the start first)."""

    title: str
    after: Snapshot
    baselines: tuple[Snapshot, ...]
    given: Collection[str] = ()

    @property
    def new_files(self) -> Mapping[str, bytes]:
        """What it added at this stage beside the kata's own files."""
        known = {*self.baselines[-1].files, *self.given}
        return {path: data for path, data in self.after.files.items() if path not in known}


def references(kata: Kata, designs: Sequence[Design], stage: int) -> tuple[Reference, ...]:
    """Every design at that stage, in the pack's order."""
    return tuple(_reference(kata, design, stage) for design in designs)


def _reference(kata: Kata, design: Design, stage: int) -> Reference:
    from ..content.designs import state
    from ..workspace.tree import snapshot

    start = snapshot({**kata.starter, **kata.given_at(1)})
    closed = tuple(snapshot(state(kata, design, number)) for number in range(1, stage + 1))
    return Reference(
        title=design.title,
        after=closed[-1],
        baselines=(start, *closed[:-1]),
        given=frozenset(kata.given_at(stage)),
    )
