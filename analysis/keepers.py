"""Which classes and functions of a workspace make objects that keep something from one call to the next.

A *keeper* is a class one of whose methods, what only makes the object aside, changes what the object holds, or hands
a call on to the method of the same name of something that it holds. All others make values. A *factory* is a function
that gives back a new keeper.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..base.syntax import Function
from .constructors import own_returns
from .network_objects import MAKING, first_name, hands_on, held_names
from .program import Definition, Module, Program

CHANGING = frozenset(
    name
    for kind in (list, dict, set, bytearray)
    for name in dir(kind)
    if not name.startswith("_") and not hasattr(tuple, name) and not hasattr(frozenset, name)
) - frozenset({"get", "items", "keys", "values", "copy"})
"""Methods of lists, dictionaries and sets that change them."""

MAX_HOPS = 8


class Keepers:
    """What keeps state in a program, decided from its sources alone."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def is_keeper(self, definition: Definition) -> bool:
        """Whether objects of this class keep something."""
        return any(_changes(method) or hands_on(method) for method in self._working_methods(definition))

    def makes_keeper(self, module: Module, expression: ast.expr, hops: int = MAX_HOPS) -> bool:
        """Whether calling `expression` gives back a new keeper."""
        found = self._program.resolve(module, expression)
        if not isinstance(found, Definition) or hops == 0:
            return False
        node = found.node
        if isinstance(node, ast.ClassDef):
            return self.is_keeper(found)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            if not isinstance(node.value, ast.Call):
                return self.makes_keeper(found.module, node.value, hops - 1)
            partial = self._program.resolve(found.module, node.value.func) == "functools.partial"
            handed = node.value.args[:1] if partial else []
            return any(self.makes_keeper(found.module, each, hops - 1) for each in handed)
        if isinstance(node, Function):
            return any(
                isinstance(given.value, ast.Call)
                and self.makes_keeper(found.module, given.value.func, hops - 1)
                for given in own_returns(node)
            )
        return False

    def calls_what_it_holds(self, definition: Definition) -> bool:
        """Whether a method of this class, what only makes the object aside, calls what the object holds."""
        own = {method.name for _, method in self._program.all_methods(definition)}
        return any(_calls_held(method, own) for method in self._working_methods(definition))

    def _working_methods(self, definition: Definition) -> Iterator[Function]:
        """The methods of a class, inherited ones too, but for what only makes the object."""
        return (method for _, method in self._program.all_methods(definition) if method.name not in MAKING)


def _calls_held(method: Function, own: set[str]) -> bool:
    """Whether a method calls something that its object holds, its `own` methods aside."""
    held = held_names(method)
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and first_name(node.func) in held
        and not (isinstance(node.func.value, ast.Name) and node.func.attr in own)
        for node in ast.walk(method)
    )


def _changes(method: Function) -> bool:
    """Whether a method sets, deletes or changes an attribute of its object, or a part of one."""
    own = held_names(method)
    for node in ast.walk(method):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        if any(
            isinstance(each, (ast.Attribute, ast.Subscript)) and first_name(each) in own for each in targets
        ):
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CHANGING
            and isinstance(node.func.value, (ast.Attribute, ast.Subscript, ast.Call, ast.Name))
            and first_name(node.func.value) in own
        ):
            return True
    return False
