"""The Python files of a snapshot as modules: what each name stands for, followed through imports.

Nothing is run. A name resolves to a `Definition` in the snapshot, to a `Module` of it, or to the
dotted name (text) of something from elsewhere, such as `requests.post`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from ..base.syntax import Function, Named
from ..content.kata import Files, Layout
from ..report.report import Evidence
from ..workspace.snapshot import Snapshot
from .effort import step
from .source import CACHED_SOURCES, Source, excerpt, read
from .source_files import absolute, code_files, module_of, package_of

MAX_HOPS = 32
"""Re-exports followed for one name; real code needs two or three, a cycle would never end."""


class Imported(msgspec.Struct, frozen=True):
    """What an import binds: a module, or `attribute` of it where that is not empty."""

    module: str
    attribute: str = ""


@dataclass(eq=False)
class Module:
    """One file: its dotted name, its tree and what its names are bound to."""

    path: str
    name: str
    tree: ast.Module
    source: Source
    bindings: dict[str, Imported | ast.stmt] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    def evidence(self, node: ast.AST, message: str = "") -> Evidence:
        """The place of a node of this file, with its lines; of a class or function the first line."""
        first = int(getattr(node, "lineno", 0))
        definition = isinstance(node, Named)
        last = first if definition else int(getattr(node, "end_lineno", 0) or first)
        shown = excerpt(self.source.lines, first, last) if first else ""
        return Evidence(path=self.path, line=first, end_line=last, excerpt=shown, message=message)


class Definition(msgspec.Struct, frozen=True):
    """A statement of a module that gives `name` its meaning: a class, a function, an assignment."""

    module: Module
    name: str
    node: ast.stmt


Found = Definition | Module | str | None


class Program:
    """All readable Python files of a snapshot, by path and by dotted name."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._files = snapshot.files
        self.by_path: dict[str, Module] = {}
        for path, data in snapshot.files.items():
            source = read(path, data) if path.endswith(".py") else None
            if source is not None and source.tree is not None:
                self.by_path[path] = _module(source, source.tree)
        self.by_name: Mapping[str, Module] = {module.name: module for module in self.by_path.values()}

    def code(self, layout: Layout, given: Files) -> tuple[Module, ...]:
        """The trainee's code: the module, the clients and what they use, without what is `given`."""
        paths = code_files(layout, self._files)
        return tuple(m for path, m in self.by_path.items() if path in paths and path not in given)

    def resolve(self, module: Module, expression: ast.expr) -> Found:
        """What a name or a dotted name stands for in `module`; None where that cannot be told."""
        if isinstance(expression, ast.Name):
            found = self.member(module, expression.id)
            return expression.id if found is None and hasattr(builtins, expression.id) else found
        if isinstance(expression, ast.Attribute):
            return self._attribute(self.resolve(module, expression.value), expression.attr)
        return None

    def member(self, module: Module, name: str, hops: int = MAX_HOPS) -> Found:
        """What `name` at the level of `module` stands for."""
        step()
        if hops == 0:
            return None
        bound = module.bindings.get(name)
        if isinstance(bound, ast.stmt):
            return Definition(module, name, bound)
        if bound is not None:
            return self._imported(bound, hops - 1)
        for star in module.stars:
            source = self.by_name.get(star)
            found = self.member(source, name, hops - 1) if source is not None else None
            if found is not None:
                return found
        return self.by_name.get(f"{module.name}.{name}") if module.path.endswith("__init__.py") else None

    def ancestors(self, definition: Definition) -> tuple[Definition, ...]:
        """The classes of the snapshot that a class inherits from, nearest first."""
        seen: dict[int, Definition] = {}
        waiting = [definition]
        while waiting:
            current = waiting.pop(0)
            for base in current.node.bases if isinstance(current.node, ast.ClassDef) else ():
                found = self.resolve(current.module, _unsubscripted(base))
                if (
                    isinstance(found, Definition)
                    and isinstance(found.node, ast.ClassDef)
                    and found.node is not definition.node
                    and id(found.node) not in seen
                ):
                    seen[id(found.node)] = found
                    waiting.append(found)
        return tuple(seen.values())

    def all_methods(self, definition: Definition) -> Iterator[tuple[Module, Function]]:
        """The methods of a class, then those of the classes that it inherits from, each with its module."""
        for owner in (definition, *self.ancestors(definition)):
            if isinstance(owner.node, ast.ClassDef):
                for method in methods(owner.node):
                    yield owner.module, method

    def foreign_bases(self, definition: Definition) -> frozenset[str]:
        """The dotted names of the bases from elsewhere, inherited ones too (`enum.Enum`, `str`)."""
        names = set()
        for current in (definition, *self.ancestors(definition)):
            for base in current.node.bases if isinstance(current.node, ast.ClassDef) else ():
                found = self.resolve(current.module, _unsubscripted(base))
                if isinstance(found, str):
                    names.add(found)
        return frozenset(names)

    def _imported(self, bound: Imported, hops: int) -> Found:
        module = self.by_name.get(bound.module)
        if not bound.attribute:
            return module if module is not None else bound.module
        if module is not None:
            return self.member(module, bound.attribute, hops) or self.by_name.get(
                f"{bound.module}.{bound.attribute}"
            )
        return self.by_name.get(f"{bound.module}.{bound.attribute}") or f"{bound.module}.{bound.attribute}"

    def _attribute(self, found: Found, attribute: str) -> Found:
        if isinstance(found, str):
            return f"{found}.{attribute}"
        if isinstance(found, Module):
            return self.member(found, attribute) or self.by_name.get(f"{found.name}.{attribute}")
        if isinstance(found, Definition) and isinstance(found.node, ast.ClassDef):
            for owner in (found, *self.ancestors(found)):
                for statement in owner.node.body if isinstance(owner.node, ast.ClassDef) else ():
                    if attribute in bound_names(statement):
                        return Definition(owner.module, f"{owner.name}.{attribute}", statement)
        return None


def classes(module: Module) -> Iterator[Definition]:
    """Every class of a module, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            yield Definition(module, node.name, node)


def methods(node: ast.ClassDef) -> Iterator[Function]:
    """The methods that a class defines itself."""
    for statement in node.body:
        if isinstance(statement, Function):
            yield statement


def parameters(function: Function | ast.Lambda) -> list[str]:
    """The names of a function's parameters, without `*args` and `**kwargs`."""
    every = function.args
    return [each.arg for each in (*every.posonlyargs, *every.args, *every.kwonlyargs)]


def called(node: ast.expr) -> ast.expr:
    """A decorator or base without its call: `retry` of `retry(stop=…)`."""
    return node.func if isinstance(node, ast.Call) else node


def dotted(node: ast.expr) -> str:
    """`a.b.c` as written, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        start = dotted(node.value)
        return f"{start}.{node.attr}" if start else ""
    return ""


def docstrings(tree: ast.AST) -> frozenset[int]:
    """The identities (`id`) of the constants that are docstrings, or texts standing alone."""
    return frozenset(
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def bound_names(statement: ast.stmt) -> frozenset[str]:
    """The names that one statement, as such, gives a meaning."""
    if isinstance(statement, Named):
        return frozenset({statement.name})
    if isinstance(statement, ast.Assign):
        targets: list[ast.expr] = statement.targets
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        targets = [statement.target]
    else:
        return frozenset()
    return frozenset(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


@lru_cache(maxsize=CACHED_SOURCES)
def _module(source: Source, tree: ast.Module) -> Module:
    path = source.path
    module = Module(path, module_of(path), tree, source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                target = alias.name if alias.asname else alias.name.partition(".")[0]
                module.bindings.setdefault(alias.asname or target, Imported(target))
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(package_of(path), node.module or "", node.level)
            for alias in node.names:
                if alias.name == "*":
                    module.stars.append(origin)
                else:
                    module.bindings.setdefault(alias.asname or alias.name, Imported(origin, alias.name))
    for statement in _module_level(tree.body):
        for name in bound_names(statement):
            module.bindings[name] = statement
    return module


def _module_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for part in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
                yield from _module_level(getattr(statement, part, []))


def _unsubscripted(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base
