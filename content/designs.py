"""Right designs and known-bad ones: overlays over a kata's starter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from .kata import Files, Kata
from .reading import Mistakes, read_table
from .toml_tables import PitfallTable, ReferenceTable
from .tree import files_under, folders_in

PITFALLS = "pitfalls"


class Design(msgspec.Struct, frozen=True):
    """A right solution. `folders` are its overlays by the number of their stage.

    `foresees_nothing`: its first stage is as plain as can be, and every later one is met by new code in front of it.
    """

    name: str
    title: str
    about: str
    folders: Mapping[int, Path]
    foresees_nothing: bool = False

    def overlay(self, number: int) -> Files:
        """The files that this design adds or replaces at that stage."""
        return _overlay(self.folders, number)


class Pitfall(msgspec.Struct, frozen=True):
    """A wrong solution with one flaw, handed in at `stage`, where exactly the checks `fails` fail.

    `deletes` are the files that it takes away, by stage number. With `stand_alone` nothing of its
    `base` is laid under it.
    """

    id: str
    title: str
    flaw: str
    base: Design
    stage: int
    fails: tuple[str, ...]
    deletes: Mapping[int, tuple[str, ...]]
    stand_alone: bool
    folders: Mapping[int, Path]

    def overlay(self, number: int) -> Files:
        """The files that this pitfall itself adds or replaces at that stage."""
        return _overlay(self.folders, number)


def state(kata: Kata, design: Design | Pitfall, number: int) -> Files:
    """The workspace of `design` as it is handed in at stage `number`, path by path in order."""
    files: dict[str, bytes] = dict(kata.starter)
    for stage in kata.stages[:number]:
        files.update(stage.starter)
        files.update(stage.given)
        if isinstance(design, Pitfall):
            if not design.stand_alone:
                files.update(design.base.overlay(stage.number))
            files.update(design.overlay(stage.number))
            for path in design.deletes.get(stage.number, ()):
                files.pop(path, None)
        else:
            files.update(design.overlay(stage.number))
    return dict(sorted(files.items()))


def read_designs(root: Path, kata: Kata, mistakes: Mistakes) -> tuple[Design, ...]:
    """The designs of reference.toml, in its order."""
    folder = root / "reference" / kata.name
    path = folder / "reference.toml"
    table = read_table(path, ReferenceTable, mistakes)
    if table is None:
        return ()
    if not table.designs:
        mistakes.add(path, "designs", "is empty; a kata has at least one right design")
    listed = [design.name for design in table.designs]
    for extra in set(folders_in(folder)) - {*listed, PITFALLS}:
        mistakes.add(folder / extra, "", "is no design of reference.toml; add it there or remove it")
    designs = []
    for index, design in enumerate(table.designs):
        place = f"designs[{index}]"
        if listed.index(design.name) != index:
            mistakes.add(path, f"{place}.name", f"{design.name!r} is listed twice")
        for text in ("title", "about"):
            if not getattr(design, text).strip():
                mistakes.add(path, f"{place}.{text}", "is empty; write it")
        folders = _folders(folder / design.name, kata, mistakes)
        if not folders:
            mistakes.add(path, f"{place}.name", f"is {design.name!r}, and that folder holds no overlay")
        designs.append(Design(design.name, design.title, design.about, folders, design.foresees_nothing))
    return tuple(designs)


def read_pitfalls(
    root: Path, kata: Kata, designs: tuple[Design, ...], mistakes: Mistakes
) -> tuple[Pitfall, ...]:
    """The pitfalls below reference/NAME/pitfalls, by id."""
    bases = {design.name: design for design in designs}
    folder = root / "reference" / kata.name / PITFALLS
    found = (_pitfall(folder / name, kata, bases, mistakes) for name in folders_in(folder))
    return tuple(pitfall for pitfall in found if pitfall is not None)


def read_first_try(root: Path, kata: Kata, designs: tuple[Design, ...], mistakes: Mistakes) -> Pitfall | None:
    """The pitfall that reference.toml names for the demo; nothing when it names none."""
    folder = root / "reference" / kata.name
    path = folder / "reference.toml"
    table = read_table(path, ReferenceTable, mistakes)
    if table is None or not table.first_try:
        return None
    if table.first_try not in folders_in(folder / PITFALLS):
        mistakes.add(path, "first_try", f"is {table.first_try!r}, and there is no such pitfall")
        return None
    found = _pitfall(
        folder / PITFALLS / table.first_try, kata, {design.name: design for design in designs}, mistakes
    )
    if found is not None and (found.stage != 1 or found.stand_alone or found.deletes):
        mistakes.add(path, "first_try", f"is {found.id!r}, which is more than an overlay of stage 1")
    return found


def _pitfall(folder: Path, kata: Kata, bases: Mapping[str, Design], mistakes: Mistakes) -> Pitfall | None:
    path = folder / "pitfall.toml"
    table = read_table(path, PitfallTable, mistakes)
    folders = _folders(folder, kata, mistakes)
    if table is None:
        return None
    for text in ("title", "flaw"):
        if not getattr(table, text).strip():
            mistakes.add(path, text, "is empty; write it")
    if not 1 <= table.stage <= len(kata.stages):
        mistakes.add(path, "stage", f"is {table.stage}; the kata has the stages 1 to {len(kata.stages)}")
    elif unknown := set(table.fails) - _ids_at(kata, table.stage):
        mistakes.add(
            path, "fails", f"names {', '.join(sorted(unknown))}: no check in force at stage {table.stage}"
        )
    if not table.fails:
        mistakes.add(path, "fails", "is empty; name the checks that find the flaw")
    numbers = {stage.name: stage.number for stage in kata.stages}
    for name in table.deletes.keys() - numbers.keys():
        mistakes.add(path, f"deletes.{name}", "is no stage of the kata")
    if not folders and not table.deletes:
        mistakes.add(folder, "", "holds no overlay and deletes nothing; a flaw has to be somewhere")
    base = bases.get(table.base)
    if base is None:
        mistakes.add(path, "base", f"is {table.base!r}; the designs are {', '.join(bases)}")
        return None
    return Pitfall(
        id=folder.name,
        title=table.title,
        flaw=table.flaw,
        base=base,
        stage=table.stage,
        fails=tuple(table.fails),
        deletes={numbers[name]: tuple(paths) for name, paths in table.deletes.items() if name in numbers},
        stand_alone=table.stand_alone,
        folders=folders,
    )


def _ids_at(kata: Kata, number: int) -> set[str]:
    """The ids of a report of that stage; where a hidden test runs again, its stage stands in front."""
    ids = set()
    for stage, check in kata.checks_from(number):
        again = stage.number < number and not check.rule
        ids.add(f"{stage.number}.{check.id}" if again else check.id)
    return ids


def _folders(folder: Path, kata: Kata, mistakes: Mistakes) -> dict[int, Path]:
    numbers = {stage.name: stage.number for stage in kata.stages}
    found = {}
    for name in folders_in(folder):
        if name in numbers:
            found[numbers[name]] = folder / name
        else:
            mistakes.add(folder / name, "", "is called like no stage of the kata; rename or remove it")
    return found


def _overlay(folders: Mapping[int, Path], number: int) -> Files:
    return files_under(folders[number]) if number in folders else {}
