"""Whose clock a sitting goes by: its own, or that of the room that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .timesheet import MINUTE_SECONDS, Timesheet

if TYPE_CHECKING:
    from ..content.kata import Stage
    from .clock import Instant


class Pace(Protocol):
    """How long a stage has taken and may take."""

    def sheet(self, own: Timesheet, stage: int, until: Instant) -> Timesheet:
        """The time of a stage, of which the sitting's own record says `own`."""
        ...

    def allowed(self, stage: Stage) -> float:
        """Seconds that the stage may take."""
        ...

    @property
    def fixed(self) -> str:
        """Why a trainee can neither stop the clock nor set it back: a sentence; empty where they can."""
        ...


class OwnPace:
    """The sitting's own clock, and the kata's minutes."""

    fixed = ""

    def sheet(self, own: Timesheet, stage: int, until: Instant) -> Timesheet:
        return own

    def allowed(self, stage: Stage) -> float:
        return stage.minutes * MINUTE_SECONDS
