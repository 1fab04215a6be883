"""One layer of `kata verify`: a question to a kata, what answers it, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..base.errors import Mistake
from ..content.kata import Kata
from ..content.pack import Pack
from ..sandbox.ladder import ProvedRung
from .bench import Bench
from .results import Results


@dataclass(frozen=True)
class Case:
    """One kata to be looked at, and how thoroughly.

    `proved` gives the walls when something has to be graded; `results` are the gradings of before. `runs` are the
    gradings of each right design, `only` chooses submissions by name and stage, as `doors@4` (None: all), `sample`
    is the number of mutants. `say` tells how far it is.
    """

    pack: Pack
    name: str
    proved: Callable[[], ProvedRung]
    results: Results
    runs: int = 3
    only: Callable[[str], bool] | None = None
    sample: int = 0
    say: Callable[[str], None] = lambda _words: None

    @property
    def kata(self) -> Kata:
        """The kata; raises ContentError with every mistake in its files."""
        return self.pack.kata(self.name)

    def bench(self) -> Bench:
        """Grades submissions of this kata; what was graded before, it knows."""
        return Bench(self.kata, self.proved(), results=self.results)

    def alone(self) -> Bench:
        """The same for one submission after the other."""
        return Bench(self.kata, self.proved(), workers=1, results=self.results)


@dataclass(frozen=True)
class Found:
    """What a layer found: mistakes, sentences that are proved, and sentences about what is missing.

    `detail` goes into the JSON document as it is, `lines` are shown above the page.
    """

    mistakes: tuple[Mistake, ...] = ()
    proved: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    detail: object = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A question with a name; `grades` says that submissions run for it, so that `--fast` leaves it out."""

    name: str
    asks: str
    look: Callable[[Case], Found]
    grades: bool = True
