"""Fairness: does a stage depend on what people made of the stages before?

Each right design's step is also tried on the other right designs' earlier stages, wherever its imports find what they
name. And one right design must foresee nothing, which proves that nobody is left without a way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ...base.errors import Mistake
from ...base.syntax import Named, parse
from ...content.designs import Design, state
from ...content.kata import Files, Kata
from ..bench import Attempt, attempt, failing, stuck
from ..layer import Case, Found, Layer


def look(case: Case) -> Found:
    """Tries every step on every other design that can take it."""
    kata, designs = case.kata, case.pack.designs(case.name)
    tries = [
        each for step in designs for base in designs if step is not base for each in crossed(kata, base, step)
    ]
    plain = [design.name for design in designs if design.foresees_nothing]
    proved = [f"{', '.join(plain)} foresees nothing and passes every stage."] if plain else []
    missing = (
        []
        if plain
        else ["No right design says that it foresees nothing: foresees_nothing = true in reference.toml."]
    )
    mistakes, passed = [], 0
    for graded in case.bench().grade(tries):
        if graded.report is None:
            mistakes.append(
                Mistake(
                    f"reference/{kata.name}", graded.attempt.name, f"could not be graded: {graded.trouble}"
                )
            )
        elif wrong := failing(graded.report) | stuck(graded.report):
            missing.append(
                f"{graded.attempt.name} fits and fails {', '.join(sorted(wrong))}. Should it pass?"
            )
        else:
            passed += 1
    pairs = len(designs) * (len(designs) - 1) * (len(kata.stages) - 1)
    proved.append(
        f"{passed} of {pairs} steps of one design on another fit and pass; {pairs - len(tries)} do not fit."
    )
    return Found(tuple(mistakes), tuple(proved), tuple(missing))


def crossed(kata: Kata, base: Design, step: Design) -> Iterator[Attempt]:
    """The steps of `step` from each stage to the next, on what `base` is there, where they fit."""
    for stage in kata.stages[1:]:
        overlay = step.overlay(stage.number)
        before = state(kata, base, stage.number - 1)
        files = {**before, **stage.given, **overlay}
        if overlay and before != state(kata, step, stage.number - 1) and fits(kata, files, overlay):
            right = attempt(kata, base, stage.number)
            yield Attempt(
                f"{step.name} on {base.name} at stage {stage.number}", stage.number, files, right.closed
            )


def fits(kata: Kata, files: Files, overlay: Files) -> bool:
    """Whether all that the overlay's and the clients' code imports of the module is there, by its name."""
    clients = {path: data for path, data in files.items() if path.startswith(kata.layout.clients)}
    return all(
        _finds(kata, files, data) for path, data in {**overlay, **clients}.items() if path.endswith(".py")
    )


def _finds(kata: Kata, files: Files, source: bytes) -> bool:
    package = kata.layout.module.rstrip("/").replace("/", ".")
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == package):
            module = (node.module or "") if not node.level else f"{package}.{node.module or ''}".rstrip(".")
            if not all(_defines(files, module, each.name) for each in node.names):
                return False
        elif isinstance(node, ast.Import):
            for each in node.names:
                if each.name.split(".")[0] == package and not _source(files, each.name):
                    return False
    return True


def _defines(files: Mapping[str, bytes], module: str, name: str) -> bool:
    source = _source(files, module)
    if source is None:
        return False
    if _source(files, f"{module}.{name}") is not None or name == "*":
        return True
    for node in ast.walk(parse(source)):
        names: list[str] = []
        if isinstance(node, Named):
            names = [node.name]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.asname or each.name for each in node.names]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names = [node.id]
        if name in names:
            return True
    return False


def _source(files: Mapping[str, bytes], module: str) -> bytes | None:
    path = module.replace(".", "/")
    return files.get(f"{path}.py", files.get(f"{path}/__init__.py"))


LAYER = Layer("fairness", "Can every stage be reached from what people may have made before?", look)
