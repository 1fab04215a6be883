"""How a share is judged from counts: exact binomial tails, and a decision in a few looks.

A right random split of `share` fails when its count lies outside of the bounds at the last look, less often
than `error`, or of wider ones at an earlier look, all of these together less often than a tenth of that.
Passing early can never fail anyone; what it costs is power, which `benchmarks/draws.py` measures. Turns,
shuffled packs and low-discrepancy sequences vary less than randomness does and pass more easily.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

EARLY = 0.1
"""Of a plan's error, what its earlier looks may add: a share that is plainly wrong is told without the rest."""
OF_A_SHARE = 0.25
"""How far a share may be off to pass early, at most, of itself: 1 % for 0.5 % is twice as much, not half a point."""
FEWEST = 2.0
"""Messages that a share may always be off to pass early: turns begin anywhere."""
ROUNDING = 1e-9
"""Messages: what the product of a share and a count may be off."""


@dataclass(frozen=True)
class Plan:
    """When to look, and what to allow.

    Each of `looks` is a number of messages and how near to the right one a share has to be to pass there (a small
    share nearer), as long as never and always would not. At `last` messages the exact bounds for `error` (the
    probability that a right random split falls outside) decide.
    """

    looks: tuple[tuple[int, float], ...]
    last: int
    error: float

    @property
    def stops(self) -> tuple[int, ...]:
        """The numbers of messages after which to look."""
        return (*(sent for sent, _ in self.looks), self.last)

    def decide(self, share: float, sent: int, seen: int) -> bool | None:
        """Whether `seen` of `sent`, one of the stops, fits `share`; None means that more have to be sent."""
        if share in (0.0, 1.0):
            return seen == round(sent * share)
        if sent == self.last:
            lowest, highest = bounds(sent, share, self.error)
            return lowest <= seen <= highest
        smaller = min(share, 1 - share)
        near = max(FEWEST, min(dict(self.looks)[sent], OF_A_SHARE * smaller) * sent) + ROUNDING
        if 0 < seen < sent and abs(seen - share * sent) <= near:
            return True
        lowest, highest = bounds(sent, share, self._early_error)
        return None if lowest <= seen <= highest else False

    def risk(self, share: float) -> float:
        """How probable it is, at most, that a right random split of `share` fails."""
        early = [(sent, self._early_error) for sent, _ in self.looks]
        return math.fsum(
            outside(sent, share, *bounds(sent, share, error))
            for sent, error in (*early, (self.last, self.error))
        )

    @property
    def _early_error(self) -> float:
        return self.error * EARLY / max(1, len(self.looks))


# Live split, to many numbers. A right random split is outside of the bounds at 4000 messages (675 to 929,
# for 800 expected) less than 5 times in 10 million. The first look is for designs that take turns.
# Measured over 10 000 draws: of random splits 25 % slips through 22 times in a thousand, 15 % 7 times, 30 % and
# 10 % never; of turns none; a right one fails never, be it random, turns or shuffled packs.
MANY_NUMBERS = Plan(looks=((500, 0.002), (1000, 0.01), (2000, 0.015)), last=4000, error=5e-7)
# To one number only: a coarse look, for designs that choose by the receiver or the text (then 0 or 150).
# Measured: a right one never fails; a random split of 10 % or of 30 % is caught 15 times in a thousand.
ONE_NUMBER = Plan(looks=(), last=150, error=4e-7)
# Router, one drawn split: up to 6 providers in each of 8 splits, so 48 decisions of one in a billion each.
# Measured on a share of 30 %: a random 20 % or 40 % never slips through, 25 % 2 times in ten, 35 % 3 times in ten.
ROUTER = Plan(looks=((1000, 0.02), (2000, 0.02)), last=4000, error=1e-9)
# Router, one fixed split looked at closely. Measured: of random 25 % or 35 % for 30 %, 5 in ten thousand slip through.
ROUTER_CLOSELY = Plan(looks=((2000, 0.015), (4000, 0.015)), last=12_000, error=1e-8)


@cache
def bounds(sent: int, share: float, error: float) -> tuple[int, int]:
    """The counts outside of which a Binomial(sent, share) falls with at most `error`, half on each side."""
    lowest, mass = 0, _probability(sent, share, 0)
    while mass <= error / 2:
        lowest += 1
        mass += _probability(sent, share, lowest)
    highest, mass = sent, _probability(sent, share, sent)
    while mass <= error / 2:
        highest -= 1
        mass += _probability(sent, share, highest)
    return lowest, highest


def outside(sent: int, share: float, lowest: int, highest: int) -> float:
    """The probability that a Binomial(sent, share) falls outside of `lowest` to `highest`."""
    below = math.fsum(_probability(sent, share, seen) for seen in range(lowest))
    above = math.fsum(_probability(sent, share, seen) for seen in range(highest + 1, sent + 1))
    return below + above


def _probability(sent: int, share: float, seen: int) -> float:
    """Of exactly that count; through logarithms, good to about 11 digits."""
    ways = math.lgamma(sent + 1) - math.lgamma(seen + 1) - math.lgamma(sent - seen + 1)
    return math.exp(ways + seen * math.log(share) + (sent - seen) * math.log1p(-share))
