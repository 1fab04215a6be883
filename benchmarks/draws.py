"""Draws the statistical checks' decisions from counts alone, and prints measured beside stated error rates.

Run: `python benchmarks/draws.py [DRAWS]`, 10 000 draws for each row unless told.
"""

from __future__ import annotations

import math
import random
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "katas" / "sms"))

from sms_support.shares import LIVE, ROUTER, ROUTER_CLOSELY, Plan

DRAWS = 10_000
ROW = "{:<24}{:<34}{:>8}{:>10}{:>10}{:>12}"

Design = Callable[[random.Random, Sequence[int]], Iterator[int]]
"""How many of the messages so far went to the provider that is looked at, stop by stop."""


def main(draws: int) -> None:
    """Prints one row for each check and design: how often the design failed, and messages on average."""
    source = random.Random(2017)
    print(ROW.format("check", "design", "draws", "failed", "messages", "stated"))  # noqa: T201  # what this command is for
    for name, plan, share in (
        ("live split, 20 %", LIVE, 0.2),
        ("drawn split, 30 %", ROUTER, 0.3),
        ("fixed split, 30 %", ROUTER_CLOSELY, 0.3),
    ):
        _row(name, f"right: random {share:.0%}", plan, share, by_chance(share), draws, source)
        for length in (10, 100):
            design = by_turns(share, length)
            _row(name, f"right: turns of {length}", plan, share, design, draws, source)
            design = by_packs(share, length)
            _row(name, f"right: shuffled packs of {length}", plan, share, design, draws, source)
        for off in (-0.1, -0.05, 0.05, 0.1):
            wrong = share + off
            _row(
                name, f"wrong: random {wrong:.0%}", plan, share, by_chance(wrong), draws, source, right=False
            )
            design = by_turns(wrong, 20)
            _row(name, f"wrong: turns, {wrong:.0%}", plan, share, design, draws, source, right=False)


def _row(
    name: str,
    words: str,
    plan: Plan,
    share: float,
    design: Design,
    draws: int,
    source: random.Random,
    right: bool = True,
) -> None:
    outcomes = [_judged(plan, share, design, source) for _ in range(draws)]
    failed = sum(not fits for fits, _ in outcomes)
    messages = sum(sent for _, sent in outcomes) / draws
    stated = f"< {plan.risk(share):.1e}" if right else ""
    row = ROW.format(name, words, draws, f"{failed / draws:.2%}", f"{messages:.0f}", stated)
    print(row, flush=True)  # noqa: T201  # as above


def _judged(plan: Plan, share: float, design: Design, source: random.Random) -> tuple[bool, int]:
    """Whether the design passed, and after how many messages."""
    for sent, seen in zip(plan.stops, design(source, plan.stops), strict=False):
        fits = plan.decide(share, sent, seen)
        if fits is not None:
            return fits, sent
    raise AssertionError("a plan decides at its last stop")


def by_chance(share: float) -> Design:
    """Each message for itself."""

    def counts(source: random.Random, stops: Sequence[int]) -> Iterator[int]:
        seen = 0
        for before, after in pairwise((0, *stops)):
            seen += bisect_left(_cumulated(after - before, share), source.random())
            yield seen

    return counts


def by_turns(share: float, length: int) -> Design:
    """The first of every `length` messages, begun anywhere."""
    first = round(share * length)

    def counts(source: random.Random, stops: Sequence[int]) -> Iterator[int]:
        begun = source.randrange(length)
        for sent in stops:
            turns, rest = divmod(begun + sent, length)
            yield turns * first + min(rest, first) - min(begun, first)

    return counts


def by_packs(share: float, length: int) -> Design:
    """Packs of `length` messages, each shuffled; the first is begun anywhere."""
    pack = [place < round(share * length) for place in range(length)]

    def counts(source: random.Random, stops: Sequence[int]) -> Iterator[int]:
        cards = source.sample(pack, source.randrange(1, length + 1))
        seen, dealt = 0, 0
        for sent in stops:
            while dealt + len(cards) <= sent:
                seen, dealt = seen + sum(cards), dealt + len(cards)
                cards = source.sample(pack, length)
            yield seen + sum(cards[: sent - dealt])

    return counts


@cache
def _cumulated(number: int, share: float) -> list[float]:
    """The probabilities of at most 0, 1, 2 … of `number`."""
    exact = [
        math.exp(
            math.lgamma(number + 1)
            - math.lgamma(seen + 1)
            - math.lgamma(number - seen + 1)
            + seen * math.log(share)
            + (number - seen) * math.log1p(-share)
        )
        for seen in range(number + 1)
    ]
    return [min(1.0, total) for total in accumulate(exact)][:-1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
