"""Early choices that a later stage makes impossible, as the author claims them: `reference/NAME/dead-ends.toml`."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..content.designs import Design, Pitfall
from ..content.pack import Pack
from ..content.reading import Mistakes, read_table

FILE = "dead-ends.toml"


class DeadEndTable(msgspec.Struct, frozen=True):
    """One claim: the early choice, the design that makes it, the stage where it ends, the check that fails there."""

    choice: str
    design: str
    stage: int
    check: str


class DeadEndsTable(msgspec.Struct, frozen=True):
    """reference/NAME/dead-ends.toml"""

    format_version: int
    dead_ends: list[DeadEndTable] = []


@dataclass(frozen=True)
class DeadEnd:
    """A claim with its design: a pitfall whose flaw lies in an earlier stage, or a right design of that stage."""

    choice: str
    design: Design | Pitfall
    stage: int
    check: str


def dead_ends(pack: Pack, name: str) -> tuple[DeadEnd, ...]:
    """The claims, none without the file; raises ContentError with every mistake in it."""
    path = pack.root / "reference" / name / FILE
    if not path.exists():
        return ()
    kata = pack.kata(name)
    designs: dict[str, Design | Pitfall] = {design.name: design for design in pack.designs(name)}
    designs.update({pitfall.id: pitfall for pitfall in pack.pitfalls(name)})
    mistakes = Mistakes(pack.root)
    table = read_table(path, DeadEndsTable, mistakes)
    known = {check.id for _, check in kata.checks_from(len(kata.stages))}
    found = []
    for index, entry in enumerate(table.dead_ends if table else ()):
        place = f"dead_ends[{index}]"
        design = designs.get(entry.design)
        if not entry.choice.strip():
            mistakes.add(path, f"{place}.choice", "is empty; write it")
        if not 2 <= entry.stage <= len(kata.stages):
            mistakes.add(
                path,
                f"{place}.stage",
                f"is {entry.stage}; a choice ends at a stage from 2 to {len(kata.stages)}",
            )
        if entry.check not in known:
            mistakes.add(path, f"{place}.check", f"is {entry.check!r}, which is no check")
        if design is None:
            mistakes.add(path, f"{place}.design", f"is {entry.design!r}, which is no design and no pitfall")
            continue
        if isinstance(design, Pitfall) and (design.stage != entry.stage or entry.stage in design.folders):
            told = "a pitfall of that stage whose files are all of earlier stages"
            mistakes.add(path, f"{place}.design", f"is {entry.design!r}; name {told}")
        found.append(DeadEnd(entry.choice, design, entry.stage, entry.check))
    mistakes.raise_if_any()
    return tuple(found)
