"""A part of the matrix for every day: some right designs, and for each check a wrong design that it catches.

One right design of each kata is graded at each stage, the others at their last one. A rule of the engine is the same
in every kata, and is shown in one. `python -m kata.authoring.part` prints the part as options of `kata verify`. The
whole matrix is `kata verify` itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from ..content.designs import Design, Pitfall
from ..content.kata import Kata
from ..content.pack import Pack, built_in

Shows = tuple[Pitfall, frozenset[str]]
"""A wrong design, and what it shows to be caught: checks of its kata, and rules."""


def covering(pitfalls: Sequence[Shows]) -> tuple[Pitfall, ...]:
    """Chooses few pitfalls that together show all that any of them shows, always the same ones.

    Next comes always the one that shows most of what is missing; of several the one of the earliest stage.
    """
    chosen: list[Pitfall] = []
    missing = frozenset[str]().union(*(shown for _, shown in pitfalls))
    while missing:
        best, shown = min(pitfalls, key=lambda each: (-len(missing & each[1]), each[0].stage, each[0].id))
        chosen.append(best)
        missing -= shown
    return tuple(chosen)


def shown_by(kata: Kata, pitfall: Pitfall) -> frozenset[str]:
    """The checks that it fails, by kata; of a check that a rule of the engine decides, the rule."""
    rules = {check.id: check.rule for stage in kata.stages for check in stage.checks}
    engines = {check: rule for check, rule in rules.items() if rule and rule not in kata.own_rules}
    return frozenset(engines.get(check) or f"{kata.name} {check}" for check in pitfall.fails)


def names(pack: Pack) -> tuple[str, ...]:
    """What is graded, in words of `kata verify --only`: the starters, right designs, and the chosen pitfalls."""
    katas = [pack.kata(name) for name in pack.names()]
    right = (name for kata in katas for name in _right(kata, pack.designs(kata.name)))
    shows = [(pitfall, shown_by(kata, pitfall)) for kata in katas for pitfall in pack.pitfalls(kata.name)]
    return tuple(dict.fromkeys(("starter", *right, *(pitfall.id for pitfall in covering(shows)))))


def _right(kata: Kata, designs: Sequence[Design]) -> Iterator[str]:
    for place, design in enumerate(designs):
        yield f"{design.name}@{len(kata.stages)}" if place else design.name


if __name__ == "__main__":
    sys.stdout.write(" ".join(("--runs 1", *(f"--only {name}" for name in names(built_in())))) + "\n")
