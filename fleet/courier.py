"""What carries assignments to workers and answers back: one protocol, whatever the workers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Lost:
    """A job that got no answer. `blame`: the job itself may have ended its worker, so it is not tried for ever."""

    reason: str
    blame: bool


@dataclass(frozen=True)
class Progress:
    """How far a job is: so many of its checks are decided. Not every courier tells it."""

    decided: int
    total: int


class Courier(Protocol):
    """Carries jobs; used by one thread. A job's number is used once."""

    def capacity(self) -> int:
        """How many jobs it takes at a time."""
        ...

    def trouble(self) -> str:
        """Why nobody can grade now and what to do, in a sentence or two; empty where somebody can."""
        ...

    def send(self, job: int, data: bytes) -> None:
        """Takes a job; never waits for its answer."""
        ...

    def stop(self, job: int) -> None:
        """Ends a job; it arrives as Lost without blame, unless its answer was faster."""
        ...

    def arrivals(self, seconds: float) -> list[tuple[int, bytes | Lost | Progress]]:
        """What has come, each job's answer once, its progress before that; waits so many seconds for the first.

        Raises MachineError when nothing can come any more.
        """
        ...

    def close(self) -> None:
        """Ends all workers that it started."""
        ...
