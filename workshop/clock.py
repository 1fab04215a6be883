"""The clock of a room: how much of a stage's time a person has used, and how much is left. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..session.clock import TOLERANCE_SECONDS, Instant

MINUTE_SECONDS = 60
AWAY_SECONDS = 30.0
"""The server noted nothing for longer than this: people are offered the lost time back."""


@dataclass(frozen=True)
class Pause:
    """The whole room stood still from `since` to `until`; None: it still does."""

    since: Instant
    until: Instant | None = None


@dataclass(frozen=True)
class StageTime:
    """A person's time at one stage, in seconds. `left` is negative in overtime, which is told and never a wall.

    `ends_at` is when `left` will be 0, in seconds since 1970, None while the clock stands.
    """

    allowed: float
    used: float
    ends_at: float | None

    @property
    def left(self) -> float:
        return self.allowed - self.used


def seconds(start: Instant, end: Instant) -> float:
    """From `start` to `end`, negative when `end` came first: sleep counts, a moved wall clock does not.

    Within one boot it is the clock that goes on during sleep, across boots the wall's.
    """
    same = start.boot == end.boot and (bool(start.boot) or end.running >= start.running)
    return end.running - start.running if same else end.wall - start.wall


def moved(start: Instant, end: Instant) -> float:
    """How far somebody set the wall clock within one boot, in seconds; 0.0 for what is no news."""
    if start.boot != end.boot:
        return 0.0
    found = (end.wall - start.wall) - (end.running - start.running)
    return found if abs(found) > TOLERANCE_SECONDS else 0.0


def later(one: Instant, other: Instant) -> Instant:
    """That of both which came last."""
    return other if seconds(one, other) > 0 else one


def used(begin: Instant, end: Instant, pauses: Iterable[Pause]) -> float:
    """The time from `begin` to `end` without what pauses took of it, in seconds, never negative."""
    total = max(0.0, seconds(begin, end))
    stood = 0.0
    for pause in pauses:
        since = max(0.0, seconds(begin, pause.since))
        until = total if pause.until is None else min(total, seconds(begin, pause.until))
        stood += max(0.0, until - since)
    return max(0.0, total - stood)


def stage_time(
    *,
    minutes: float,
    added: float,
    opened: Instant,
    revealed: Instant | None,
    closed: Instant | None,
    now: Instant,
    pauses: Sequence[Pause],
) -> StageTime:
    """A person's time at a stage that is open.

    `added` are all extensions of the stage and the person's own allowances, in seconds. The time begins with the
    opening, or when the stage was revealed to the person, whatever came last; it ends with the receipt of the
    hand-in that closed it.
    """
    begin = opened if revealed is None else later(opened, revealed)
    spent = used(begin, closed or now, pauses)
    allowed = minutes * MINUTE_SECONDS + added
    stands = closed is not None or any(pause.until is None for pause in pauses)
    return StageTime(allowed, spent, None if stands else now.wall + allowed - spent)


def claimed(claim: float, last_contact: float, received: float) -> float:
    """The time that a hand-in made offline claims, cut to what is possible; all in seconds since 1970."""
    return min(max(claim, last_contact), received)
