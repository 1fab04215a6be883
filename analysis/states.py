"""The two states that a stage is judged on, each read and analysed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..workspace.snapshot import Snapshot
from .program import Program


@dataclass(frozen=True)
class States:
    """What closed the last stage (`before`) and what is handed in (`after`), as files and as programs.

    A program is built when it is first asked for, and handed to everybody who asks after that.
    """

    before: Snapshot
    after: Snapshot

    @cached_property
    def old(self) -> Program:
        """The analysed program of `before`."""
        return Program(self.before)

    @cached_property
    def new(self) -> Program:
        """The analysed program of `after`."""
        return Program(self.after)
