"""How a share is judged from counts: Wald's sequential test, which stops as soon as the answer is certain enough.

Two wrong shares are held against the right one: one that is too low and one that is too high by what is still
to be found. A count passes once it is so much likelier under the right share than under either of these that a
random split of either passes by mistake no more often than `missed`. It fails once either is so much likelier
that this happens to a right random split less often than a quarter of `error` (the ratio of likelihoods is a
martingale, so by Ville's inequality this holds however often one looks). What is undecided at the last look is
judged by the exact bounds for half of `error`. Turns, shuffled packs and low-discrepancy sequences vary less than
randomness does and pass more easily. `benchmarks/draws.py` measures all this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Plan:
    """When to look, and what to allow.

    Looks are taken after `first` messages and every `every` from then on, up to `last`. `off` is how far a share is
    wrong that must be found; of a small share, twice or half as much. `missed` is how often one such may pass,
    `error` how often a right random split may fail.
    """

    first: int
    every: int
    last: int
    off: float
    missed: float
    error: float

    @property
    def stops(self) -> range:
        """The numbers of messages after which to look."""
        return range(self.first, self.last + 1, self.every)

    def decide(self, share: float, sent: int, seen: int) -> bool | None:
        """Whether `seen` of `sent`, one of the stops, fits `share`; None means that more have to be sent."""
        if share in (0.0, 1.0):
            return seen == round(sent * share)
        ratios = [_ratio(share, wrong, sent, seen) for wrong in self.wrong(share)]
        if min(ratios) >= math.log(1 / self.missed):
            return True
        if min(ratios) <= -math.log(4 / self.error):
            return False
        if sent < self.last:
            return None
        lowest, highest = bounds(sent, share, self.error / 2)
        return lowest <= seen <= highest

    def wrong(self, share: float) -> tuple[float, float]:
        """The shares that are held against the right one: too low and too high."""
        rare = min(share, 1 - share)
        low, high = max(rare / 2, rare - self.off), min(rare * 2, rare + self.off)
        return (low, high) if share == rare else (1 - high, 1 - low)

    def risk(self, share: float) -> float:
        """How probable it is, at most, that a right random split of `share` fails."""
        return self.error / 2 + outside(self.last, share, *bounds(self.last, share, self.error / 2))


# Live split: measured over 10 000 draws (docs/testing.md). `first` is for designs that deal out a pack of some
# hundred in order. `off` makes one in six too little, which `random.randint(0, 5) == 0` comes to.
LIVE = Plan(first=500, every=20, last=6000, off=1 / 30, missed=0.05, error=8e-7)
# Of the live split, the part that one client function sends: coarse, for designs that choose by what is sent.
ONE_CLIENT_ERROR = 1e-8
# Router, one drawn split: up to 6 providers in each of 8 splits, so 48 decisions.
ROUTER = Plan(first=500, every=100, last=4000, off=0.05, missed=0.02, error=5e-9)
# Router, one fixed split looked at closely.
ROUTER_CLOSELY = Plan(first=1000, every=100, last=12_000, off=0.05, missed=5e-4, error=2e-8)


def _ratio(share: float, wrong: float, sent: int, seen: int) -> float:
    """The logarithm of how much likelier the count is under `share` than under `wrong`."""
    return seen * math.log(share / wrong) + (sent - seen) * math.log((1 - share) / (1 - wrong))


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
