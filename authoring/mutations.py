"""Small changes of a source, one at a time: operators, constants, conditions, statements, arguments, calls."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutation:
    """One changed source. `name` says where and what, and is the same as long as the source is."""

    name: str
    line: int
    text: str


def mutations(path: str, text: str) -> Iterator[Mutation]:
    """Every mutation of a Python source, in the order of the source; docstrings and imports are left alone."""
    tree = ast.parse(text)
    docstrings = _docstrings(tree)
    seen: dict[str, int] = {}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in docstrings:
            continue
        for what, change in _changes(node):
            mutant = copy.deepcopy(tree)
            target = next(each for number, each in enumerate(ast.walk(mutant)) if number == index)
            change(target)
            try:
                changed = ast.unparse(ast.fix_missing_locations(mutant)) + "\n"
                compile(changed, path, "exec")
            except (SyntaxError, ValueError):
                continue
            line = getattr(node, "lineno", 0)
            name = f"{path}:{_owner(tree, line)}: {what}"
            seen[name] = seen.get(name, 0) + 1
            yield Mutation(name if seen[name] == 1 else f"{name} ({seen[name]})", line, changed)


Change = tuple[str, Callable[[ast.AST], None]]


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            if type(operator) in OPERATORS:
                yield _operator(ast.unparse(node), "ops", position, OPERATORS[type(operator)])
    elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in OPERATORS:
        yield _operator(ast.unparse(node), "op", None, OPERATORS[type(node.op)])
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        for value in (True, False):
            yield f"{type(node).__name__.lower()} {ast.unparse(node.test)} -> {value}", _condition(value)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    if hasattr(node, "body") and isinstance(node.body, list):
        yield from _removals(node.body)


def _constants(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    changed: list[object] = []
    if isinstance(value, bool):
        changed = [not value]
    elif isinstance(value, int | float):
        changed = [value + 1, value - 1] if value else [1]
    elif isinstance(value, str) and value:
        changed = [value + "x", ""]
    elif isinstance(value, bytes) and value:
        changed = [b""]
    for new in changed:
        yield f"{value!r} -> {new!r}", _setting("value", new)


def _operator(text: str, field: str, position: int | None, kind: type[ast.AST]) -> Change:
    def change(target: ast.AST) -> None:
        if position is None:
            setattr(target, field, kind())
        else:
            getattr(target, field)[position] = kind()

    return f"{text} with {kind.__name__}", change


def _condition(value: bool) -> Callable[[ast.AST], None]:
    return _setting("test", ast.Constant(value))


def _calls(node: ast.Call) -> Iterator[Change]:
    if len(node.args) >= 2 and ast.dump(node.args[0]) != ast.dump(node.args[1]):

        def swap(target: ast.AST) -> None:
            assert isinstance(target, ast.Call)
            target.args[0], target.args[1] = target.args[1], target.args[0]

        yield f"{ast.unparse(node)} with arguments swapped", swap
    for position, keyword in enumerate(node.keywords):

        def drop(target: ast.AST, position: int = position) -> None:
            assert isinstance(target, ast.Call)
            del target.keywords[position]

        yield f"{ast.unparse(node)} without {keyword.arg or '**'}", drop
    if len(node.args) == 1 and isinstance(node.func, ast.Attribute) and not node.keywords:

        def receiver(target: ast.AST) -> None:
            assert isinstance(target, ast.Call) and isinstance(target.func, ast.Attribute)
            target.args = [target.func.value]
            target.func = ast.Name("str", ast.Load())

        if node.func.attr == "strip":
            yield f"{ast.unparse(node)} dropped", receiver


def _removals(body: list[ast.stmt]) -> Iterator[Change]:
    for position, statement in enumerate(body):
        removable = ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Raise | ast.If
        if not isinstance(statement, removable) or _is_text(statement):
            continue

        def remove(target: ast.AST, position: int = position) -> None:
            target.body[position] = ast.Pass()  # type: ignore[attr-defined]  # asked for above

        first = ast.unparse(statement).splitlines()[0]
        yield f"{first} removed", remove


def _setting(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda target: setattr(target, field, value)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _docstrings(tree: ast.Module) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and _is_text(node)}


def _owner(tree: ast.Module, line: int) -> str:
    """The innermost class or function around a line, dotted; the module's own code has none."""
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while True:
        inner = next(
            (
                each
                for each in body
                if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and each.lineno <= line <= (each.end_lineno or each.lineno)
            ),
            None,
        )
        if inner is None:
            return ".".join(names) or "(module)"
        names.append(inner.name)
        body = inner.body
