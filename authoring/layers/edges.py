"""The edges: do hidden tests reach the submission through the toolkit alone, and is what lies outside tested whole?

Read from the sources; nothing runs. A row of a guide's table is tested when a test or the support package names its
status.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...base.errors import Mistake
from ...base.syntax import parse
from ...content.kata import Kata, Stage
from ..layer import Case, Found, Layer

ROW = re.compile(r"^\|(.+)\|\s*$", re.MULTILINE)
STATUS = re.compile(r"\b([1-5]\d\d)\b")
RULER = re.compile(r"[|\s:-]+")


def look(case: Case) -> Found:
    """Holds imports, simulators and guides against the hidden tests."""
    kata, root = case.kata, case.pack.root
    sources = {path: _parsed(path) for path in _python(kata)}
    simulators = tuple(_simulators(kata, sources))
    rows = [(stage, path, status) for stage in kata.stages for path, status in _rows(stage)]
    found = [
        *_imports(kata, root, sources),
        *_unused(kata, root, simulators, sources),
        *_untested_rows(kata, rows, sources),
    ]
    outside = f"{len(simulators)} simulators and {len(rows)} statuses of their guides are used by tests"
    proved = (
        "Hidden tests import nothing of the submission.",
        f"{outside}." if simulators else "Nothing lies outside.",
    )
    return Found(tuple(found), proved)


def _python(kata: Kata) -> Iterator[Path]:
    """The hidden tests, and what they share."""
    for stage in kata.stages:
        yield from sorted(stage.tests.rglob("*.py"))
    if kata.support is not None:
        yield from sorted(kata.support.rglob("*.py"))


def _parsed(path: Path) -> ast.Module:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return ast.Module([], [])  # the matrix tells it


def _imports(kata: Kata, root: Path, sources: dict[Path, ast.Module]) -> Iterator[Mistake]:
    """A test that imported the submission would run it in the grader's own process, without any wall."""
    layout = kata.layout
    own = {place.rstrip("/").replace("/", ".") for place in (layout.clients, layout.module, layout.tests)}
    own |= {
        path.removesuffix(".py").replace("/", ".")
        for path in kata.given_at(len(kata.stages))
        if path.endswith(".py")
    }
    for path, module in sources.items():
        for node in ast.walk(module):
            for name in _imported(node):
                if any(name == each or name.startswith(f"{each}.") for each in own):
                    told = f"imports {name}, which is the submission's; call it through the subject"
                    yield Mistake(
                        path.relative_to(root).as_posix(), f"line {getattr(node, 'lineno', 0)}", told
                    )


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module


def _simulators(kata: Kata, sources: dict[Path, ast.Module]) -> Iterator[str]:
    """The classes that the support package lists as SIMULATORS."""
    if kata.support is None:
        return
    for node in sources.get(kata.support / "__init__.py", ast.Module([], [])).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple | ast.List):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(ast.unparse(target) == "SIMULATORS" for target in targets):
                yield from (ast.unparse(each) for each in node.value.elts)


def _unused(
    kata: Kata, root: Path, simulators: Sequence[str], sources: dict[Path, ast.Module]
) -> Iterator[Mistake]:
    """A simulator that is nowhere made stands for a party that no test knows."""
    made = {
        ast.unparse(node.func).rpartition(".")[2]
        for module in sources.values()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
    }
    for name in simulators:
        if name.rpartition(".")[2] not in made and kata.support is not None:
            place = (kata.support / "__init__.py").relative_to(root).as_posix()
            yield Mistake(place, name, "is used by no test and no fixture; use it, or take it away")


def _rows(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each status in a table of a guide that this stage gives, with the guide's path."""
    for path, data in stage.given.items():
        if path.endswith(".md") and "/" in path:
            seen: dict[str, None] = {}
            for row in ROW.findall(data.decode("utf-8", "replace")):
                if not RULER.fullmatch(row):
                    seen.update(dict.fromkeys(STATUS.findall(row.split("|")[0])))
            yield from ((path, status) for status in seen)


def _untested_rows(
    kata: Kata, rows: Sequence[tuple[Stage, str, str]], sources: dict[Path, ast.Module]
) -> Iterator[Mistake]:
    numbers = {
        str(node.value)
        for module in sources.values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and type(node.value) is int
    }
    for stage, path, status in rows:
        if status not in numbers:
            place = f"stages/{kata.name}/{stage.name}/given/{path}"
            yield Mistake(
                place, status, "is answered by no test and no simulator; test it, or take the row away"
            )


LAYER = Layer(
    "edges",
    "Do tests reach the submission through the toolkit alone, and is all that lies outside used?",
    look,
    grades=False,
)
