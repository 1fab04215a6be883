"""Small changes of a source, one at a time: operators, constants, conditions, statements, arguments, calls."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import EllipsisType

from ..base.syntax import Function, Named, parse

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
TYPE_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"})
TEXT_METHODS = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "removeprefix", "removesuffix"})
"""Methods that clean a text: left out, the text stays as it was."""


@dataclass(frozen=True)
class Mutation:
    """One changed source. `name` says where and what, and is the same as long as the source is."""

    name: str
    line: int
    text: str


def mutations(path: str, text: str) -> Iterator[Mutation]:
    """Every mutation of a Python source, outermost first.

    What cannot change behaviour, or is nobody's to prescribe, is left alone: docstrings, imports, annotations,
    `__all__`, `...`, the names of type variables, and the words of an error that is raised.
    """
    tree = parse(text)
    unchanged = ast.unparse(tree) + "\n"
    silent = _silent(tree)
    seen: dict[str, int] = {}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in silent:
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
            if changed == unchanged:
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
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} without not", _becoming(node.operand)
    elif isinstance(node, ast.comprehension):
        for position, condition in enumerate(node.ifs):
            yield (
                f"for {ast.unparse(node.target)} without if {ast.unparse(condition)}",
                _dropping("ifs", position),
            )
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    for branch in ("body", "orelse", "finalbody"):
        statements = getattr(node, branch, None)
        if isinstance(statements, list):
            function = isinstance(node, Function)
            yield from _removals(branch, statements, function)


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
        yield f"{ast.unparse(node)} without {keyword.arg or '**'}", _dropping("keywords", position)
    if isinstance(node.func, ast.Attribute) and node.func.attr in TEXT_METHODS and not node.keywords:
        yield f"{ast.unparse(node)} dropped", _becoming(node.func.value)


def _removals(branch: str, statements: list[ast.stmt], function: bool) -> Iterator[Change]:
    for position, statement in enumerate(statements):
        removable = ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Raise | ast.If
        if not isinstance(statement, removable) or _does_nothing(statement) or _is_all(statement):
            continue
        if _returns_nothing(statement) and statement is statements[-1] and function:
            continue

        def remove(target: ast.AST, position: int = position) -> None:
            getattr(target, branch)[position] = ast.Pass()

        first = ast.unparse(statement).splitlines()[0]
        yield f"{first} removed", remove


def _dropping(field: str, position: int) -> Callable[[ast.AST], None]:
    def drop(target: ast.AST) -> None:
        del getattr(target, field)[position]

    return drop


def _becoming(part: ast.expr) -> Callable[[ast.AST], None]:
    """Puts one part of an expression in the place of the whole."""
    new = copy.deepcopy(part)

    def become(target: ast.AST) -> None:
        target.__class__ = type(new)  # the parent is not at hand, so the node itself turns into its part
        target.__dict__.clear()
        target.__dict__.update(new.__dict__)

    return become


def _setting(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda target: setattr(target, field, value)


def _returns_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Return) and (
        statement.value is None
        or (isinstance(statement.value, ast.Constant) and statement.value.value is None)
    )


def _does_nothing(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str | EllipsisType)
    )


def _is_type_variable(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in TYPE_VARIABLES


def _is_all(statement: ast.AST) -> bool:
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__"


def _silent(tree: ast.Module) -> set[int]:
    """The nodes that are left alone, by identity."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _does_nothing(node):
            silent.add(id(node.value))
        elif _is_all(node) or _is_type_variable(node):
            silent |= _within(node)
        elif isinstance(node, ast.Raise):
            silent |= {id(each) for each in ast.walk(node) if isinstance(each, ast.Constant)}
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if isinstance(annotation, ast.AST):
                silent |= _within(annotation)
    return silent


def _within(node: ast.AST) -> set[int]:
    return {id(each) for each in ast.walk(node)}


def _owner(tree: ast.Module, line: int) -> str:
    """The innermost class or function around a line, dotted; the module's own code has none."""
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while True:
        inner = next(
            (
                each
                for each in body
                if isinstance(each, Named) and each.lineno <= line <= (each.end_lineno or each.lineno)
            ),
            None,
        )
        if inner is None:
            return ".".join(names) or "(module)"
        names.append(inner.name)
        body = inner.body
