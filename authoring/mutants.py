"""Tests the hidden tests: right designs, each with one small change, must not pass any more.

What survives is read by a person: either a check is missing, or the change is none (*equivalent*) and stands in
`reference/NAME/equivalents.toml` with the reason.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kata.authoring.bench import Attempt, Bench, attempt
from kata.authoring.mutations import mutations
from kata.content.designs import Design
from kata.content.kata import Kata
from kata.content.pack import Pack
from kata.errors import ContentError, Mistake
from kata.sandbox.ladder import ProvedRung

FILE = "equivalents.toml"


@dataclass(frozen=True)
class Mutant:
    """One changed design: graded at the stage that brings the changed file."""

    name: str
    attempt: Attempt


@dataclass(frozen=True)
class Hunt:
    """What became of the mutants: how many were caught, who survived, which survivors are excused."""

    tried: int
    caught: int
    equivalent: tuple[str, ...]
    survivors: tuple[str, ...]
    troubles: tuple[str, ...]

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
    only: str | None = None,
    on_result: Callable[[int, int, str, bool], None] = lambda _done, _total, _name, _caught: None,
) -> Hunt:
    """Grades mutants of the designs (of one, with `only`); `sample` of them, drawn evenly, or all."""
    kata = pack.kata(name)
    excused = equivalents(pack, name)
    designs = [design for design in pack.designs(name) if only in (None, design.name)]
    every = [mutant for design in designs for mutant in mutants(kata, design)]
    if sample is not None and sample < len(every):
        every = random.Random(sample).sample(every, sample)
    names = {id(mutant.attempt): mutant.name for mutant in every}
    caught, survivors, equal, troubles = 0, [], [], []
    bench = Bench(kata, proved, stop_at_first=True)
    for done, graded in enumerate(bench.grade([mutant.attempt for mutant in every]), start=1):
        mutant = names[id(graded.attempt)]
        if graded.report is None:
            troubles.append(f"{mutant}: {graded.trouble}")
        elif not graded.report.passed:
            caught += 1
        elif mutant in excused:
            equal.append(mutant)
        else:
            survivors.append(mutant)
        on_result(done, len(every), mutant, graded.report is not None and not graded.report.passed)
    return Hunt(len(every), caught, tuple(sorted(equal)), tuple(sorted(survivors)), tuple(troubles))


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


def equivalents(pack: Pack, name: str) -> dict[str, str]:
    """The mutants that change nothing a person could observe, with the reason."""
    path = pack.root / "reference" / name / FILE
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {entry["mutant"]: entry["reason"] for entry in table["equivalent"]}
    except (ValueError, LookupError, TypeError) as error:
        place = str(path.relative_to(pack.root))
        raise ContentError((Mistake(place, "equivalent", f"cannot be read: {error}"),)) from error
