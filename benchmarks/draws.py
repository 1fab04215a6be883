"""Draws the statistical checks' decisions from counts alone, and prints measured beside stated error rates.

Run: `python benchmarks/draws.py [DRAWS]`, 10 000 draws for each row unless told.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "katas" / "sms"))

from simulators.shares import MANY_NUMBERS, ONE_NUMBER, ROUTER_CLOSELY, Plan, bounds, outside

DRAWS = 10_000
ROW = "{:<22}{:<28}{:>10}{:>14}{:>14}"

Split = Callable[[random.Random, int], int]
"""How many of the next messages go to the provider that is looked at."""


def main(draws: int) -> None:
    """Prints one row for each design and check."""
    source = random.Random(2017)
    print(ROW.format("check", "design", "draws", "failed", "stated"))  # noqa: T201  # what this command is for
    for name, plan, share in (
        ("many numbers, 20 %", MANY_NUMBERS, 0.2),
        ("one number, 20 %", ONE_NUMBER, 0.2),
        ("router, 30 %", ROUTER_CLOSELY, 0.3),
    ):
        _row(name, f"right: random {share:.0%}", plan, share, _random(share), draws, source)
        if share == 0.2:
            _row(name, "right: turns of 5", plan, share, _turns(5), draws, source)
            _row(name, "right: turns of packs of 100", plan, share, _turns(100), draws, source)
        for off in (-0.1, -0.05, 0.05, 0.1):
            wrong = share + off
            _row(name, f"wrong: random {wrong:.0%}", plan, share, _random(wrong), draws, source, wrong)


def _row(
    name: str,
    design: str,
    plan: Plan,
    share: float,
    split: Split,
    draws: int,
    source: random.Random,
    wrong: float | None = None,
) -> None:
    failed = sum(not _passes(plan, share, split, source) for _ in range(draws))
    lowest, highest = bounds(plan.last, share, plan.error)
    # Of a wrong split: what the last look alone would catch, the most that can be reached.
    stated = outside(plan.last, share if wrong is None else wrong, lowest, highest)
    words = f"< {plan.error:.0e}" if wrong is None else f"<= {stated:.2%}"
    print(ROW.format(name, design, draws, f"{failed / draws:.2%}", words), flush=True)  # noqa: T201  # what this command is for


def _passes(plan: Plan, share: float, split: Split, source: random.Random) -> bool:
    seen = split(source, plan.first)
    fits = plan.decide(share, plan.first, seen)
    if fits is None:
        fits = plan.decide(share, plan.last, seen + split(source, plan.last - plan.first))
    return bool(fits)


def _random(share: float) -> Split:
    # One binomial draw by the number of bits would need numpy; a sum of choices is fast enough.
    return lambda source, sent: sum(source.random() < share for _ in range(sent))


def _turns(length: int) -> Split:
    """The first fifth of each turn, begun anywhere."""

    def count(source: random.Random, sent: int) -> int:
        begun = source.randrange(length)
        return sum((begun + place) % length < length // 5 for place in range(sent))

    return count


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
