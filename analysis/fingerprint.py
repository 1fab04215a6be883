"""What a piece of source means, whatever its layout, comments and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import groupby

Fingerprint = tuple[object, ...]
"""Equal for two pieces of source exactly when only layout and commentary differ."""

SILENT_FIELDS = frozenset({"ctx", "type_comment", "type_ignores", "kind"})
"""Fields of syntax nodes that change nothing about what the code does."""


def fingerprint(node: ast.AST, docstrings: bool = False) -> Fingerprint:
    """The meaning of `node`; with `docstrings`, texts that stand alone count as code too.

    Import lines that follow one another count as a set, when each binds a name of its own:
    sorting them is layout.
    """
    found: list[object] = []
    waiting: list[object] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.AST):
            found.append(type(item).__name__)
            for name in reversed(item._fields):
                if name not in SILENT_FIELDS:
                    waiting.append(getattr(item, name, None))
        elif isinstance(item, list):
            if item and isinstance(item[0], ast.stmt):
                item = normalised(item, docstrings)
            found.append(len(item))
            waiting.extend(reversed(item))
        else:
            found.append(type(item).__name__)
            found.append(item)
    return tuple(found)


def normalised(body: Sequence[ast.stmt], docstrings: bool = False) -> list[object]:
    """The statements of a body that do something; runs of imports as sorted names."""
    working = [
        statement
        for statement in body
        if not isinstance(statement, ast.Pass) and (docstrings or not is_commentary(statement))
    ]
    result: list[object] = []
    for importing, group in groupby(working, key=lambda item: isinstance(item, ast.Import | ast.ImportFrom)):
        statements = list(group)
        result.extend(_imports(statements) if importing else statements)
    return result


def is_commentary(statement: ast.stmt) -> bool:
    """Whether a statement does nothing: a docstring, any constant that stands alone, `pass`."""
    if isinstance(statement, ast.Pass):
        return True
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def import_keys(statement: ast.stmt) -> list[tuple[str, str]]:
    """(name bound, what is imported) of each name in an import line; `*` binds an unknown name."""
    if isinstance(statement, ast.Import):
        return [
            (item.asname or item.name, f"import {item.name} as {item.asname}") for item in statement.names
        ]
    if isinstance(statement, ast.ImportFrom):
        origin = "." * statement.level + (statement.module or "")
        return [
            (item.asname or item.name, f"from {origin} import {item.name} as {item.asname or item.name}")
            for item in statement.names
        ]
    return []


def _imports(statements: list[ast.stmt]) -> Sequence[object]:
    keys = [key for statement in statements for key in import_keys(statement)]
    names = [name for name, _ in keys]
    if "*" in names or len(set(names)) < len(names):
        return [text for _, text in keys]
    return sorted(text for _, text in keys)
