"""Who grades for many: processes of this machine, or the workers of a Dask scheduler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.processors import processors

if TYPE_CHECKING:
    from .courier import Courier
    from .dask import Scheduler


@dataclass(frozen=True)
class Workers:
    """So many processes here (0: one for each processor), or those of a scheduler."""

    count: int = 0
    scheduler: Scheduler | None = None

    def courier(self, *, niceness: int = 0, patience: float | None = None) -> Courier:
        """What carries jobs to them. `niceness` is of processes here; `patience` how many seconds a scheduler may be
        gone; without one, a minute.

        Raises UsageError for a scheduler that must not be asked, MachineError for one that does not answer.
        """
        if self.scheduler is not None:
            from .dask import Dask

            return Dask(self.scheduler, patience)
        from .local import Local

        return Local(self.count or processors(), niceness)
