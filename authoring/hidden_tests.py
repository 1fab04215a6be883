"""Reads the marks of a stage's hidden tests from their sources: which checks and which sentences each tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..base.syntax import Function, parse
from ..content.kata import Stage

CHECK = "pytest.mark.check"
BRIEF = "pytest.mark.brief"


@dataclass(frozen=True)
class HiddenTest:
    """One test function, with what its marks say.

    `checks` are the ids of the checks that it decides; `sure` is false when code makes one of these marks.
    `sentences` are the beginnings of the sentences that it tests, and `inputs` says what it sends.
    """

    stage: int
    path: str
    name: str
    checks: tuple[str, ...]
    sure: bool
    sentences: tuple[str, ...]
    inputs: str


def hidden_tests(root: Path, stage: Stage) -> Iterator[HiddenTest]:
    """Every test function of the stage, those in classes too; `root` is that of the pack."""
    for path in sorted(stage.tests.rglob("test_*.py")):
        place = path.relative_to(root).as_posix()
        try:
            module = parse(path.read_text(encoding="utf-8"))
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
            marks = (*around, *node.decorator_list)
            checks = [_text(mark.args[0], constants) for mark in _calls(marks, CHECK) if mark.args]
            briefs = _calls(marks, BRIEF)
            yield HiddenTest(
                stage=stage,
                path=path,
                name=node.name,
                checks=tuple(filter(None, checks)),
                sure=all(checks) and not any(isinstance(mark, ast.Name) for mark in marks),
                sentences=tuple(
                    filter(None, (_text(begin, constants) for mark in briefs for begin in mark.args))
                ),
                inputs="; ".join(_text(word.value, constants) for mark in briefs for word in mark.keywords),
            )


def _calls(marks: Sequence[ast.expr], name: str) -> list[ast.Call]:
    return [mark for mark in marks if isinstance(mark, ast.Call) and ast.unparse(mark.func) == name]


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
        target.id: _text(node.value, {})
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    """Reads a literal, a constant of the module, or an f-string of both; an empty text when a part cannot be read."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.Name():
            return constants.get(node.id, "")
        case ast.FormattedValue():
            return _text(node.value, constants)
        case ast.JoinedStr():
            parts = [_text(part, constants) for part in node.values]
            return "".join(parts) if all(parts) else ""
    return ""
