"""A part of the matrix for every day: each right design once, and for each check a wrong design that it catches.

`python -m kata.authoring.part` prints it as options of `kata verify`. The whole matrix is `kata verify` itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..content.designs import Pitfall
from ..content.pack import Pack, built_in


def covering(pitfalls: Sequence[Pitfall]) -> tuple[Pitfall, ...]:
    """Chooses few pitfalls that together fail every check that any of them fails, always the same ones.

    Next comes always the one that fails most checks not failed so far; of several the one of the earliest stage.
    """
    chosen: list[Pitfall] = []
    missing = {check for pitfall in pitfalls for check in pitfall.fails}
    while missing:
        best = min(pitfalls, key=lambda each: (-len(missing & {*each.fails}), each.stage, each.id))
        chosen.append(best)
        missing -= {*best.fails}
    return tuple(chosen)


def names(pack: Pack, kata: str) -> tuple[str, ...]:
    """The names of a kata's part: the starter, the right designs, and the chosen pitfalls."""
    designs = (design.name for design in pack.designs(kata))
    return ("starter", *designs, *(pitfall.id for pitfall in covering(pack.pitfalls(kata))))


if __name__ == "__main__":
    pack = built_in()
    every = dict.fromkeys(name for kata in pack.names() for name in names(pack, kata))
    sys.stdout.write(" ".join(("--runs 1", *(f"--only {name}" for name in every))) + "\n")
