"""Reads one kata of a pack: its kata.toml, starter and stages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..base.syntax import Function, parse
from .chapters import chapter_ids
from .kata import Files, Kata, Layout, Seam, Stage
from .reading import Mistakes, read_table
from .stages import read_stage
from .toml_tables import KataTable
from .tree import files_under, folders_in

STAGE_FOLDER = re.compile(r"([1-9][0-9]*)_[a-z0-9_]+")
OUTSIDE = re.compile(r"[a-z]+")
RULES = "rules"
"""The folder of a kata's own rules, beside its kata.toml."""

SEAM_TARGET = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):([A-Za-z_]\w*)")


def read_kata(root: Path, name: str, rules: frozenset[str], mistakes: Mistakes) -> Kata | None:
    """The kata `name` of the pack at `root`, or nothing when its mistakes leave nothing to build."""
    folder = root / "katas" / name
    path = folder / "kata.toml"
    table = read_table(path, KataTable, mistakes)
    if table is None:
        return None
    if table.name != name:
        mistakes.add(path, "name", f"is {table.name!r} in a folder called {name!r}; make them the same")
    for field in ("title", "summary", "lesson", "edge"):
        if not getattr(table, field).strip():
            mistakes.add(path, field, "is empty; write it")
    if not OUTSIDE.fullmatch(table.outside):
        mistakes.add(
            path, "outside", f"is {table.outside!r}; write one word in small letters, such as `service`"
        )
    for field in ("stages", "packages", "chapters"):
        for twice in repeated(getattr(table, field)):
            mistakes.add(path, field, f"holds {twice!r} twice")
    _check_chapters(root, path, table.chapters, mistakes)
    _check_layout(path, table.layout, mistakes)
    starter = files_under(folder / "starter")
    if not starter:
        mistakes.add(folder / "starter", "", "is missing or empty; put the first workspace there")
    support = folder / table.support if table.support else None
    if support is not None and (not support.is_dir() or support.parent != folder):
        mistakes.add(
            path, "support", f"names {table.support!r}, and there is no such folder beside kata.toml"
        )
    own = _own_rules(folder / RULES, rules, mistakes)
    stages = _stages(root / "stages" / name, path, table, rules | own.keys(), mistakes)
    for stage in stages:
        _check_starter(root / "stages" / name / stage.name, stage, starter, stages, mistakes)
    for index, seam in enumerate(table.seams):
        begun = [stage.starter for stage in stages if stage.number <= seam.from_stage]
        there = {path: data for files in (starter, *begun) for path, data in files.items()}
        _check_seam(path, f"seams[{index}]", seam, there, len(table.stages), mistakes)
    if not any(seam.from_stage == 1 for seam in table.seams):
        mistakes.add(path, "seams", "has none of stage 1; name the functions that hidden tests call")
    return Kata(
        name=name,
        title=table.title,
        summary=table.summary,
        lesson=table.lesson,
        edge=table.edge,
        layout=table.layout,
        seams=tuple(table.seams),
        packages=tuple(table.packages),
        stages=stages,
        starter=starter,
        support=support,
        chapters=tuple(table.chapters),
        own_rules=own,
        outside=table.outside,
    )


def repeated(values: Iterable[str]) -> tuple[str, ...]:
    """Each value that occurs more than once."""
    seen: set[str] = set()
    return tuple(value for value in values if value in seen or seen.add(value))  # type: ignore[func-returns-value]


def _own_rules(folder: Path, rules: frozenset[str], mistakes: Mistakes) -> dict[str, Path]:
    """The kata's own rules by name, one a file; a file whose name begins with `_` is what they share."""
    found = {file.stem: file for file in sorted(folder.glob("[!_]*.py"))}
    for name in found.keys() & rules:
        mistakes.add(found[name], "", "has the name of a rule of the engine; give it one of its own")
    return found


def _check_chapters(root: Path, path: Path, chapters: list[str], mistakes: Mistakes) -> None:
    known = chapter_ids(root, mistakes)
    for index, chapter in enumerate(chapters):
        if known is not None and chapter not in known:
            mistakes.add(path, f"chapters[{index}]", f"{chapter!r} is no chapter of ebook/book.toml")


def _check_layout(path: Path, layout: Layout, mistakes: Mistakes) -> None:
    for field in ("clients", "module", "tests"):
        folder = getattr(layout, field)
        if not folder.endswith("/") or folder.startswith("/"):
            mistakes.add(path, f"layout.{field}", f"is {folder!r}; write a folder as `name/`")
    if not layout.root.startswith(layout.module) or not layout.root.endswith(".py"):
        mistakes.add(path, "layout.root", f"is {layout.root!r}; it is a Python file below layout.module")


def _check_starter(
    folder: Path, stage: Stage, starter: Files, stages: tuple[Stage, ...], mistakes: Mistakes
) -> None:
    """A stage brings for the trainee to fill in only what nobody has laid there before."""
    if stage.number == 1 and stage.starter:
        mistakes.add(folder / "starter", "", "belongs into the kata's own starter: stage 1 begins with that")
        return
    earlier = {**starter, **{path: data for each in stages for path, data in each.given.items()}}
    for each in stages[: stage.number - 1]:
        earlier.update(each.starter)
    for file in stage.starter.keys() & earlier.keys():
        mistakes.add(folder / "starter" / file, "", "is laid into the workspace elsewhere; remove one")


def _check_seam(path: Path, field: str, seam: Seam, starter: Files, stages: int, mistakes: Mistakes) -> None:
    if not 1 <= seam.from_stage <= stages:
        mistakes.add(path, f"{field}.from_stage", f"is {seam.from_stage}; the stages are 1 to {stages}")
        return
    target = SEAM_TARGET.fullmatch(seam.target)
    if target is None:
        mistakes.add(path, f"{field}.target", f"is {seam.target!r}; write `package.module:function`")
        return
    module, function = target.groups()
    file = module.replace(".", "/") + ".py"
    if file not in starter:
        mistakes.add(
            path, f"{field}.target", f"is {seam.target!r}, and there is no {file} to fill in at that stage"
        )
        return
    parameters = _parameters(starter[file], function)
    if parameters is None:
        mistakes.add(path, f"{field}.target", f"is {seam.target!r}, and {file} defines no {function}")
        return
    if parameters != list(seam.parameters):
        mistakes.add(path, f"{field}.parameters", f"are {list(seam.parameters)}, and {file} has {parameters}")


def _parameters(source: bytes, function: str) -> list[str] | None:
    try:
        tree = parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in tree.body:
        if isinstance(node, Function) and node.name == function:
            return [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return None


def _stages(
    folder: Path, path: Path, table: KataTable, rules: frozenset[str], mistakes: Mistakes
) -> tuple[Stage, ...]:
    if not table.stages:
        mistakes.add(path, "stages", "is empty; name the folders of the stages in order")
    for extra in set(folders_in(folder)) - set(table.stages):
        mistakes.add(folder / extra, "", "is no stage of kata.toml; add it there or remove it")
    stages: list[Stage] = []
    for number, name in enumerate(table.stages, start=1):
        field = f"stages[{number - 1}]"
        numbered = STAGE_FOLDER.fullmatch(name)
        if numbered is None or int(numbered[1]) != number:
            mistakes.add(path, field, f"is {name!r}; stage {number} is a folder called `{number}_name`")
        if not (folder / name).is_dir():
            mistakes.add(path, field, f"is {name!r}, and there is no such folder of stages")
            continue
        stage = read_stage(folder / name, number, frozenset(table.chapters), rules, mistakes)
        if stage is not None:
            stages.append(stage)
    begun: set[str] = set()
    for stage in stages:
        for check in stage.checks:
            if check.id in begun:
                mistakes.add(folder / stage.name / "stage.toml", "checks", f"{check.id!r} is listed twice")
            begun.add(check.id)
    return tuple(stages)
