"""How a share is judged from counts: exact binomial tails, and a decision in at most two looks.

A right random split of `share` fails only when the count at the last look lies outside of `bounds`, so
less often than `error`, whatever the first look says: passing early can never fail anyone. What the
first look costs is power, which `benchmarks/draws.py` measures. Turns, shuffled packs and
low-discrepancy sequences vary less than randomness does and pass more easily.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Plan:
    """When to look, and what to allow.

    At `first` messages a share within `near` of the right one passes, as long as never and always would
    not; at `last` messages the exact bounds for `error` (the probability that a right random split falls
    outside) decide.
    """

    first: int
    near: float
    last: int
    error: float

    def decide(self, share: float, sent: int, seen: int) -> bool | None:
        """Whether `seen` of `sent` fits `share`; None means that more have to be sent."""
        if share in (0.0, 1.0):
            fits = seen == round(sent * share)
            return fits if not fits or sent >= self.first else None
        if sent >= self.last:
            lowest, highest = bounds(sent, share, self.error)
            return lowest <= seen <= highest
        if sent >= self.first and 0 < seen < sent and abs(seen / sent - share) <= self.near:
            return True
        return None


# Live split, to many numbers. A right random split is outside of the bounds at 4000 messages (675 to 929,
# for 800 expected) less than 5 times in 10 million. Measured over 10 000 draws: 25 % slips through 18 times
# in a thousand, 15 % 5 times, 30 % and 10 % never.
MANY_NUMBERS = Plan(first=1000, near=0.02, last=4000, error=5e-7)
# To one number only: a coarse look, for designs that choose by the receiver or the text (then 0 or 150).
ONE_NUMBER = Plan(first=150, near=0.0, last=150, error=4e-7)
# Router, one drawn split: up to 6 providers in each of 10 splits, so 60 decisions of one in a billion each.
ROUTER = Plan(first=300, near=0.05, last=2000, error=1e-9)
# Router, one fixed split looked at closely.
ROUTER_CLOSELY = Plan(first=1200, near=0.025, last=6000, error=1e-8)


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
