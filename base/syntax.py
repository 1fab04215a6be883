"""Kinds of Python's own syntax nodes that are asked for together."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""What `def` makes."""

Named = Function | ast.ClassDef
"""What a statement makes and names that has a body of its own."""

Body = Function | ast.Lambda
"""What runs when it is called."""


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
