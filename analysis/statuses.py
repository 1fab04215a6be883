"""Where code tells the statuses of HTTP apart: which of them mean which trouble."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from http import HTTPStatus

TROUBLE = frozenset({400, 401, 403, 404, 499, 500, 502, 503, 504, 599})
"""Statuses of trouble, and the ends of their ranges; 300 and 600 are more often seconds."""

INPUT, ACCOUNT, MOVED, SERVER = "input", "account", "moved", "server"
"""What statuses tell: bad input; a token or an account; another address; the other side's own trouble."""
KINDS = (
    (INPUT, frozenset({400})),
    (ACCOUNT, frozenset({401, 403})),
    (MOVED, frozenset(range(300, 309))),
    (SERVER, frozenset(range(499, 600))),
)
"""The kinds, each with its statuses and the ends of their range."""

PROPERTIES = {"is_redirect": MOVED, "is_client_error": ACCOUNT, "is_server_error": SERVER}
"""What libraries call an answer whose status is of a kind."""


def judged(tree: ast.Module) -> Iterator[ast.expr | ast.pattern]:
    """Where a value is compared with a status, looked up by one, or divided to get its first digit."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def named_value(value: ast.expr | None) -> ast.expr | None:
        return named.get(value.id) if isinstance(value, ast.Name) else value

    def is_status(value: ast.expr | None) -> bool:
        """Whether it is a status, or a row or range of them; a name stands for what is assigned to it, once."""
        value = named_value(value)
        if isinstance(value, (ast.Tuple, ast.List, ast.Set)):
            numbers = value.elts
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "range":
            numbers = value.args
        else:
            numbers = [value] if value is not None else []
        return any(_number(named_value(each)) in TROUBLE for each in numbers)

    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others) if any(map(is_status, (left, *others))):
                yield node
            case ast.Dict(keys=keys) if any(map(is_status, keys)):
                yield node
            case ast.MatchValue(value=value) if is_status(value):
                yield node
            case ast.BinOp() if _is_first_digit(node):
                yield node


def tells_kinds_apart(tree: ast.Module) -> bool:
    """Whether it judges statuses, and names those of two kinds of trouble at least, or looks at their first digit."""
    if next(judged(tree), None) is None:
        return False
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    numbers = set(map(_number, nodes))
    kinds = {kind for kind, statuses in KINDS if numbers & statuses}
    kinds |= {
        PROPERTIES[node.attr] for node in nodes if isinstance(node, ast.Attribute) and node.attr in PROPERTIES
    }
    return len(kinds) >= 2 or any(map(_is_first_digit, nodes))


def _number(value: ast.expr | None) -> int | None:
    """The status that an expression writes: as a number, or by a library's name for one of trouble."""
    if isinstance(value, ast.Attribute):
        member = HTTPStatus.__members__.get(value.attr.upper())
        return member.value if member in TROUBLE else None
    if isinstance(value, ast.Constant) and type(value.value) is int:
        return value.value
    return None


def _is_first_digit(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=ast.FloorDiv(), right=ast.Constant(value=100)):
            return True
    return False
