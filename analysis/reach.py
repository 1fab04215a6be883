"""What a program's clients reach: the classes, functions and names of its modules that are used at all.

Told from the sources, and rather too much than too little. A name counts as used where it is mentioned, and so does
whatever has the name of an attribute or of a text in code that is used: `getattr(module, "Large")` uses each `Large`.
Of a module that is imported, what runs at its import is used, too, and with it whatever puts itself into a table
there: by a decorator, a metaclass or the `__init_subclass__` of a base. An import or an annotation alone is no use.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..base.syntax import Function, Named
from .effort import step
from .network_objects import CACHES
from .program import Definition, Found, Module, Program, bound_names, called, methods
from .source_files import absolute, package_of

PLAIN_DECORATORS = CACHES | {
    *("dataclasses.dataclass", "typing.final", "typing.runtime_checkable", "enum.unique", "enum.verify"),
    *("functools.total_ordering", "contextlib.contextmanager"),
}
"""Decorators that put nothing into a table."""


def used(
    program: Program, start: Definition, without: Iterable[str] = (), *, methods_alone: bool = False
) -> Iterator[Definition]:
    """`start`, and every class, function and assignment of the workspace that it mentions, in turn.

    An annotation is no use of what it names. What stands in one of the files `without` is left out. With
    `methods_alone`, where a method of an object is handed on, as in `Maker(entry=post.entry)`, it is used, and not how
    the object was made.
    """
    left_out = frozenset(without)
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        definition = waiting.pop(0)
        if id(definition.node) in seen or definition.module.path in left_out:
            continue
        seen.add(id(definition.node))
        yield definition
        waiting.extend(mentioned(program, definition, methods_alone=methods_alone))


def mentioned(
    program: Program, definition: Definition, *, methods_alone: bool = False
) -> Iterator[Definition]:
    """The classes, functions and assignments of the workspace that one mentions when it runs: annotations aside."""
    local = _local_names(definition.node)
    handed: set[int] = set()
    for node in running(definition.node):
        if methods_alone and isinstance(node, ast.Call):
            for argument in (*node.args, *(each.value for each in node.keywords)):
                method = _method_of_object(program, definition.module, argument)
                if method is not None:
                    handed |= {id(each) for each in ast.walk(argument)}
                    yield method
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            if id(node) in handed or (isinstance(node, ast.Name) and node.id in local):
                continue
            found = program.resolve(definition.module, node)
            if isinstance(found, Definition):
                yield found


def _method_of_object(program: Program, module: Module, expression: ast.expr) -> Definition | None:
    """The method that `thing.method` stands for, where `thing = Class(…)` stands at the level of a module."""
    if not isinstance(expression, ast.Attribute):
        return None
    thing = program.resolve(module, expression.value)
    if not isinstance(thing, Definition) or not isinstance(thing.node, (ast.Assign, ast.AnnAssign)):
        return None
    made = thing.node.value
    if not isinstance(made, ast.Call):
        return None
    found = program.resolve(thing.module, ast.Attribute(made.func, expression.attr))
    return found if isinstance(found, Definition) and isinstance(found.node, Function) else None


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of a piece of code but those of annotations."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name not in {"annotation", "returns"}:
                waiting.extend(
                    each
                    for each in (value if isinstance(value, list) else [value])
                    if isinstance(each, ast.AST)
                )


class Reach:
    """What the modules `starts`, all of their code, reach in a program, directly or through each other."""

    def __init__(self, program: Program, starts: Iterable[Module]) -> None:
        self._program = program
        self._reached: set[int] = set()
        self._imported: set[str] = set()
        self._waiting: list[tuple[Module, ast.stmt]] = []
        self._named: dict[str, list[tuple[Module, ast.stmt]]] = defaultdict(list)
        for module in program.by_path.values():
            for statement in module.tree.body:
                for name in bound_names(statement):
                    self._named[name].append((module, statement))
        for module in starts:
            self._import(module)
            for statement in module.tree.body:
                self._use(module, statement)
        while self._waiting:
            self._follow(*self._waiting.pop())

    def __contains__(self, definition: Definition) -> bool:
        """Whether a statement at the level of a module is reached."""
        return id(definition.node) in self._reached

    def _use(self, module: Module, statement: ast.stmt) -> None:
        if id(statement) not in self._reached:
            self._reached.add(id(statement))
            self._waiting.append((module, statement))
            self._import(module)

    def _import(self, module: Module) -> None:
        """Uses what runs when a module is imported, with the packages that it lies in."""
        if module.path in self._imported:
            return
        self._imported.add(module.path)
        steps = module.name.split(".")
        for count in range(1, len(steps)):
            self._use_found(self._program.by_name.get(".".join(steps[:count])))
        for statement in module.tree.body:
            if self._runs(module, statement):
                self._use(module, statement)

    def _runs(self, module: Module, statement: ast.stmt) -> bool:
        """Whether the import of its module is enough for a statement to do something."""
        if isinstance(statement, Named) and self._is_entered(module, statement):
            return True
        if isinstance(statement, Function):
            return False
        if isinstance(statement, ast.ClassDef):
            return self._enters_itself(Definition(module, statement.name, statement))
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return statement.value is not None and not self._makes_only(module, statement.value)
        return True

    def _is_entered(self, module: Module, statement: Named) -> bool:
        """Whether a decorator may put it into a table, perhaps by its annotations."""
        return not all(
            self._program.resolve(module, called(each)) in PLAIN_DECORATORS
            for each in statement.decorator_list
        )

    def _enters_itself(self, definition: Definition) -> bool:
        return any(
            isinstance(each.node, ast.ClassDef)
            and (
                each.node.keywords or any(method.name == "__init_subclass__" for method in methods(each.node))
            )
            for each in (definition, *self._program.ancestors(definition))
        )

    def _makes_only(self, module: Module, value: ast.expr) -> bool:
        """Whether all that an expression calls are classes of the workspace: its objects are used by a name."""
        return all(
            isinstance(found, Definition) and isinstance(found.node, ast.ClassDef)
            for found in (
                self._program.resolve(module, node.func)
                for node in ast.walk(value)
                if isinstance(node, ast.Call)
            )
        )

    def _follow(self, module: Module, statement: ast.stmt) -> None:
        decorated = isinstance(statement, Named) and self._is_entered(module, statement)
        for node in ast.walk(statement) if decorated else running(statement):
            step()
            match node:
                case ast.Name():
                    self._use_found(self._program.resolve(module, node))
                case ast.Attribute(attr=name):
                    self._use_found(self._program.resolve(module, node))
                    self._use_all(name)
                case ast.Constant(value=str(text)):
                    self._use_all(text.rpartition(".")[2].rpartition(":")[2])
                case ast.Import(names=names):
                    for each in names:
                        self._use_found(self._program.by_name.get(each.name))
                case ast.ImportFrom(module=origin, names=names, level=level):
                    start = absolute(package_of(module.path), origin or "", level)
                    for name in (start, *(f"{start}.{each.name}" for each in names)):
                        self._use_found(self._program.by_name.get(name))

    def _use_all(self, name: str) -> None:
        for module, statement in self._named[name]:
            self._use(module, statement)

    def _use_found(self, found: Found) -> None:
        if isinstance(found, Module):
            self._import(found)
        elif isinstance(found, Definition):
            for module, statement in self._named[found.name.partition(".")[0]]:
                if module is found.module:
                    self._use(module, statement)


def _local_names(node: ast.stmt) -> frozenset[str]:
    """Parameters and variables of a function: not the module's names, though they may be spelt alike."""
    if not isinstance(node, Function):
        return frozenset()
    return frozenset(each.arg for each in ast.walk(node) if isinstance(each, ast.arg)) | frozenset(
        each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )
