"""What makes an object, and from how many parameters: constructors, data classes' fields, factories."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import msgspec

from ..base.syntax import Function, Named
from .program import Definition, Module, Program, called, classes, dotted, methods, parameters

NO_FIELDS = ("ClassVar", "KW_ONLY", "InitVar[None]")
"""Annotations in a data class that are no parameter of its constructor."""


class Constructor(msgspec.Struct, frozen=True):
    """One way to make an object; `parameters` without `self`, `*args` and `**kwargs`."""

    module: Module
    name: str
    node: ast.AST
    parameters: int


def constructors(program: Program, modules: Iterable[Module]) -> Iterator[Constructor]:
    """Every class with a constructor of its own, and every factory, in these files."""
    for module in modules:
        for definition in classes(module):
            found = _of_class(program, definition)
            if found is not None:
                yield found
        for node in ast.walk(module.tree):
            if (
                isinstance(node, Function)
                and not node.name.startswith("__")
                and _is_factory(program, module, node)
            ):
                names = [name for name in parameters(node) if name not in ("self", "cls")]
                yield Constructor(module, node.name, node, len(names))


def _of_class(program: Program, definition: Definition) -> Constructor | None:
    node = definition.node
    if not isinstance(node, ast.ClassDef):
        return None
    for method in methods(node):
        if method.name in ("__init__", "__new__"):
            return Constructor(definition.module, node.name, method, max(0, len(parameters(method)) - 1))
    if "typing.NamedTuple" in program.foreign_bases(definition) or is_dataclass(program, definition):
        fields: dict[str, ast.AnnAssign] = {}
        for owner in (*reversed(program.ancestors(definition)), definition):
            if owner is definition or is_dataclass(program, owner):
                fields.update(_fields(owner.node))
        return Constructor(definition.module, node.name, node, len(fields))
    return None


def is_dataclass(program: Program, definition: Definition) -> bool:
    """Whether a class is decorated with `dataclasses.dataclass`, under whatever name."""
    return isinstance(definition.node, ast.ClassDef) and any(
        program.resolve(definition.module, called(each)) == "dataclasses.dataclass"
        for each in definition.node.decorator_list
    )


def _fields(node: ast.AST) -> dict[str, ast.AnnAssign]:
    fields = {}
    for statement in node.body if isinstance(node, ast.ClassDef) else ():
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        annotation = ast.unparse(statement.annotation)
        if not any(word in annotation for word in NO_FIELDS) and not _left_out(statement.value):
            fields[statement.target.id] = statement
    return fields


def _left_out(value: ast.expr | None) -> bool:
    """`field(init=False)`"""
    return isinstance(value, ast.Call) and any(
        keyword.arg == "init" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in value.keywords
    )


def _is_factory(program: Program, module: Module, node: Function) -> bool:
    """Whether a function gives back a function made in it, or an object that can do something."""
    inner = {each.name for each in ast.walk(node) if isinstance(each, Function) and each is not node}
    for statement in own_returns(node):
        value = statement.value
        if isinstance(value, ast.Lambda) or (isinstance(value, ast.Name) and value.id in inner):
            return True
        if isinstance(value, ast.Call):
            found = program.resolve(module, value.func)
            if isinstance(found, Definition) and _acts(program, found):
                return True
            if found == "functools.partial" or dotted(value.func) == "cls":
                return True
    return False


def _acts(program: Program, definition: Definition) -> bool:
    return any(
        method.name == "__call__" or not method.name.startswith("_")
        for _, method in program.all_methods(definition)
    )


def own_returns(node: Function) -> Iterator[ast.Return]:
    """The `return` statements of a function itself, not of functions inside it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.Return):
            yield current
        if not isinstance(current, Named | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(current))
