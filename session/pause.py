"""Stops the clock and lets it run again; what changed in between is told in the report."""

from __future__ import annotations

from ..base.errors import StateError, UsageError
from .events import Paused, Resumed
from .sitting import Sitting


def pause(sitting: Sitting, reason: str) -> None:
    """Stops the clock of the open stage.

    Raises UsageError without a reason, and StateError for a clock that is paused already or that a room keeps.
    """
    if sitting.pace.fixed:
        raise StateError(sitting.pace.fixed)
    if not reason.strip():
        raise UsageError(
            'A pause needs a reason that your mentor will read: `kata pause --reason "fire drill"`.'
        )
    with sitting.alone():
        now = sitting.open_progress()
        if now.paused is not None:
            raise StateError(f"The clock is paused already ({now.paused.reason}). Go on with `kata resume`.")
        at = sitting.clock.now()
        sitting.note(Paused(reason=reason.strip(), tree=sitting.snapshot().tree), at)


def resume(sitting: Sitting) -> None:
    """Lets the clock of the open stage run again.

    Raises StateError for a clock that is not paused or that a room keeps.
    """
    if sitting.pace.fixed:
        raise StateError(sitting.pace.fixed)
    with sitting.alone():
        if sitting.open_progress().paused is None:
            raise StateError("The clock is not paused. Stop it with `kata pause --reason TEXT`.")
        sitting.note(Resumed(tree=sitting.snapshot().tree))
