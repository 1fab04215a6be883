"""The hidden tests of a stage as their sources tell them: which check each decides. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..base.syntax import Function
from ..content.kata import Stage

MARK = "pytest.mark.check"


@dataclass(frozen=True)
class HiddenTest:
    """One test function: the ids that it is marked with. `sure` is false where a mark is made by code."""

    stage: int
    path: str
    name: str
    marks: tuple[str, ...]
    sure: bool


def hidden_tests(root: Path, stage: Stage) -> Iterator[HiddenTest]:
    """Every test function of the stage, those in classes too; `root` is that of the pack."""
    for path in sorted(stage.tests.rglob("test_*.py")):
        place = path.relative_to(root).as_posix()
        try:
            module = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue  # pytest tells it, when the tests are run
        constants = _constants(module.body)
        yield from _tests(module.body, stage.number, place, _marked(module.body), constants)


def _tests(
    body: Sequence[ast.stmt], stage: int, path: str, around: Sequence[ast.expr], constants: dict[str, str]
) -> Iterator[HiddenTest]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            inner = (*around, *node.decorator_list, *_marked(node.body))
            yield from _tests(node.body, stage, path, inner, constants)
        elif isinstance(node, Function) and node.name.startswith("test"):
            ids, sure = [], True
            for mark in (*around, *node.decorator_list):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK and mark.args:
                    told = _text(mark.args[0], constants)
                    ids.append(told)
                    sure = sure and bool(told)
                elif isinstance(mark, ast.Name):
                    sure = False
            yield HiddenTest(stage, path, node.name, tuple(each for each in ids if each), sure)


def _marked(body: Sequence[ast.stmt]) -> list[ast.expr]:
    """What `pytestmark` gives to all tests of a module or class."""
    for node in body:
        if isinstance(node, ast.Assign) and any(
            ast.unparse(target) == "pytestmark" for target in node.targets
        ):
            return list(node.value.elts) if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
    return []


def _constants(body: Sequence[ast.stmt]) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    """A literal, or the constant of that name; empty where it cannot be told."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return constants.get(node.id, "") if isinstance(node, ast.Name) else ""
