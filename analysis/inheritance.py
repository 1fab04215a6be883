"""Which classes can be built as they stand, and what a class calls of what it inherits."""

from __future__ import annotations

import ast
import builtins

from .network_objects import MAKING
from .program import Definition, Program, called, dotted

NO_OBJECTS_OF = frozenset(
    {"abc.ABC", "typing.Protocol", "enum.Enum", "typing.NamedTuple", "typing.TypedDict"}
)
"""Bases of what only says how others look, and of plain values."""


def is_working(program: Program, definition: Definition) -> bool:
    """Whether a class does something and can be built as it stands: not abstract, no error, no mere value."""
    if not isinstance(definition.node, ast.ClassDef) or program.foreign_bases(definition) & NO_OBJECTS_OF:
        return False
    every = [method for _, method in program.all_methods(definition)]
    if any(
        dotted(called(each)).endswith("abstractmethod") for method in every for each in method.decorator_list
    ):
        return False
    errors = (getattr(builtins, name, None) for name in program.foreign_bases(definition))
    if any(isinstance(each, type) and issubclass(each, BaseException) for each in errors):
        return False
    return any(method.name not in MAKING for method in every)


def calls_inherited(call: ast.Call, method: str, inherited: set[str], ancestor: str) -> bool:
    """Whether a call in `method` is of what its class inherits from `ancestor`.

    That is `super().run(…)`, `Ancestor.run(self, …)`, or `self.help(…)` where `help` is among the `inherited`.
    """
    if not isinstance(call.func, ast.Attribute):
        return False
    holder = call.func.value
    if isinstance(holder, ast.Call):
        return dotted(holder.func) == "super" and call.func.attr != "__init__"
    if dotted(holder).rpartition(".")[2] == ancestor:
        return call.func.attr != "__init__"
    return dotted(holder) == "self" and call.func.attr in inherited - {method}
