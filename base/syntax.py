"""Python's own syntax: how a text is parsed, and kinds of nodes that are asked for together."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator

_one_at_a_time = threading.Lock()

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""What `def` makes."""

Named = Function | ast.ClassDef
"""What a statement makes and names that has a body of its own."""

Body = Function | ast.Lambda
"""What runs when it is called."""


def parse(source: str | bytes, path: str = "<unknown>") -> ast.Module:
    """The syntax tree of a Python text; raises what `ast.parse` raises: SyntaxError, ValueError and so on.

    One thread at a time: Python 3.11 counts the depth of the tree in one place for all threads, and fails with
    SystemError where a second thread parses before the first is done (https://github.com/python/cpython/issues/106905).
    """
    with _one_at_a_time:
        return ast.parse(source, filename=path)


def parts_set(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """What `target = value` sets, part by part, and to what; None where that cannot be told from the source."""
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            values: list[ast.expr] = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for index, part in enumerate(parts):
                yield from parts_set(part, values[index] if len(values) == len(parts) else None)
        case ast.Starred(value=part):
            yield from parts_set(part, None)
        case _:
            yield target, value
