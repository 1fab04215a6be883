"""Tests the hidden tests: right designs, each with one small change, must not pass any more.

What survives is read by a person: either a check is missing, or the change is none (*equivalent*) and stands in
`reference/NAME/equivalents.toml` with the reason.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from ..content.designs import Design
from ..content.kata import Kata
from ..content.pack import Pack
from ..content.reading import Mistakes, read_table
from ..sandbox.ladder import ProvedRung
from .bench import Attempt, Bench, Graded, attempt, failing, stuck
from .mutations import mutations
from .results import Results

FILE = "equivalents.toml"


@dataclass(frozen=True)
class Mutant:
    """One changed design: graded at the stage that brings the changed file."""

    name: str
    attempt: Attempt


@dataclass(frozen=True)
class Hunt:
    """What became of the mutants: how many were caught, who survived, which survivors are excused.

    `stale` are excuses that excuse nobody: their mutant was caught, or there is none of that name.
    """

    tried: int
    caught: int
    equivalent: tuple[str, ...]
    survivors: tuple[str, ...]
    troubles: tuple[str, ...]
    stale: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share of the mutants that change behaviour and were caught, 0 to 1."""
        changing = self.caught + len(self.survivors)
        return self.caught / changing if changing else 1.0


def hunt(
    pack: Pack,
    name: str,
    proved: ProvedRung,
    *,
    sample: int | None = None,
    design: str | None = None,
    only: Callable[[str], bool] = lambda _name: True,
    results: Results | None = None,
    on_result: Callable[[int, int, str, bool], None] = lambda _done, _total, _name, _caught: None,
) -> Hunt:
    """Grades mutants of the designs (of one, with `design`); `sample` of them, drawn evenly, or all.

    `only` says of a mutant's name whether it is wanted. What `results` know is not graded again.
    """
    kata = pack.kata(name)
    excused = equivalents(pack, name)
    designs = [each for each in pack.designs(name) if design in (None, each.name)]
    every = [mutant for each in designs for mutant in mutants(kata, each)]
    known = {mutant.name for mutant in every}
    stale = {each for each in excused if each not in known and design in (None, each.partition("/")[0])}
    every = [mutant for mutant in every if only(mutant.name)]
    if sample is not None and sample < len(every):
        every = random.Random(sample).sample(every, sample)
    names = {id(mutant.attempt): mutant.name for mutant in every}
    caught, survivors, equal, troubles = 0, [], [], []
    bench = Bench(kata, proved, stop_at_first=True, results=results)
    for done, graded in enumerate(bench.grade([mutant.attempt for mutant in every]), start=1):
        mutant = names[id(graded.attempt)]
        trouble, survived = _outcome(graded)
        if trouble:
            troubles.append(f"{mutant}: {trouble}")
        elif not survived:
            caught += 1
            stale |= {mutant} & excused.keys()
        elif mutant in excused:
            equal.append(mutant)
        else:
            survivors.append(mutant)
        on_result(done, len(every), mutant, not survived and not trouble)
    return Hunt(
        len(every),
        caught,
        tuple(sorted(equal)),
        tuple(sorted(survivors)),
        tuple(sorted(troubles)),
        tuple(sorted(stale)),
    )


def _outcome(graded: Graded) -> tuple[str, bool]:
    """Why the mutant could not be graded, if so; and whether it passes. What could not run is no catch."""
    if graded.report is None:
        return graded.trouble, False
    unsure = stuck(graded.report)
    if unsure and not failing(graded.report):
        return f"could not run: {', '.join(sorted(unsure))}", False
    return "", graded.report.passed


def mutants(kata: Kata, design: Design) -> Iterator[Mutant]:
    """Every mutant of a design's own code, clients included, at the stage that brings the file."""
    for stage in kata.stages:
        right = attempt(kata, design, stage.number)
        for path, data in design.overlay(stage.number).items():
            if not path.endswith(".py") or path.startswith(kata.layout.tests):
                continue
            for mutation in mutations(path, data.decode()):
                name = f"{design.name}/{stage.name}/{mutation.name}"
                files = {**right.files, path: mutation.text.encode()}
                yield Mutant(name, Attempt(name, stage.number, files, right.closed))


class Equivalent(msgspec.Struct, frozen=True):
    """One mutant that changes nothing that the kata prescribes, and why that is so."""

    mutant: str
    reason: str


class EquivalentsTable(msgspec.Struct, frozen=True):
    """reference/NAME/equivalents.toml"""

    format_version: int
    equivalent: list[Equivalent]


def equivalents(pack: Pack, name: str) -> dict[str, str]:
    """The mutants that change nothing that the kata prescribes, with the reason."""
    path = pack.root / "reference" / name / FILE
    if not path.exists():
        return {}
    mistakes = Mistakes(pack.root)
    table = read_table(path, EquivalentsTable, mistakes)
    found: dict[str, str] = {}
    for index, entry in enumerate(table.equivalent if table else ()):
        if entry.mutant in found:
            mistakes.add(path, f"equivalent[{index}].mutant", f"{entry.mutant!r} is listed twice")
        if not entry.reason.strip():
            mistakes.add(path, f"equivalent[{index}].reason", "is empty; write it")
        found[entry.mutant] = entry.reason
    mistakes.raise_if_any()
    return found
