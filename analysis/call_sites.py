"""What existed before new source came, and who calls whom in the new."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from ..base.syntax import Body, Function, Named
from ..content.kata import Files
from .program import bound_names
from .source import Source, read
from .source_files import file_of
from .value_origins import OWN, UNKNOWN, Origin, Origins, Scope, origins_of

MAX_REEXPORTS = 8
"""How many modules a name is followed through to where it is defined."""


class Surroundings:
    """What existed before, and all new or changed source that may alter it."""

    def __init__(self, before: Files, after: Files, changed: list[Source]) -> None:
        self._before = before
        self._after = after
        self._normal: dict[Origin, Origin] = {}
        self._values: dict[Origin, frozenset[Origin]] = {}
        self.files = [origins_of(source) for source in changed if source.tree is not None]

    @cached_property
    def methods(self) -> frozenset[str]:
        """Names of the methods of existing classes, properties left out: those are data."""
        found: set[str] = set()
        for path, data in self._before.items():
            tree = read(path, data).tree if path.endswith(".py") else None
            for node in ast.walk(tree) if tree is not None else ():
                if isinstance(node, ast.ClassDef):
                    found |= {_method_name(item) for item in node.body}
        return frozenset(found - {""})

    @cached_property
    def calls(self) -> dict[tuple[str, bool], list[tuple[Origins, ast.Call | None, Scope]]]:
        """Callee -> every call and (None) every decoration by it; see `_callee`."""
        found: dict[tuple[str, bool], list[tuple[Origins, ast.Call | None, Scope]]] = {}
        for file in self.files:
            for node, scope in file.nodes():
                if isinstance(node, ast.Call):
                    found.setdefault(_callee(node.func), []).append((file, node, scope))
                elif isinstance(node, Named):
                    for decorator in node.decorator_list:
                        found.setdefault(_callee(decorator), []).append((file, None, scope))
        return found

    def values_given_for(self, parameter: Origin) -> frozenset[Origin]:
        """Gives what all callers hand in for a parameter, their own parameters followed; unknown without a caller."""
        if parameter not in self._values:
            found: set[Origin] = set()
            seen = {parameter}
            waiting = [parameter]
            while waiting:
                given = list(self._given_for(waiting.pop()))
                found |= {origin for origin in given if origin.kind != "parameter"} or (
                    set() if given else {UNKNOWN}
                )
                onward = {origin for origin in given if origin.kind == "parameter"} - seen
                seen |= onward
                waiting.extend(onward)
            self._values[parameter] = frozenset(found)
        return self._values[parameter]

    def _given_for(self, parameter: Origin) -> Iterator[Origin]:
        """Where each argument for a parameter comes from; what a decorator is put on is the code's own."""
        assert parameter.function is not None
        for callee in _called_names(parameter.function, self):
            for file, call, scope in self.calls.get(callee, []):
                argument = _argument(call, parameter) if call is not None else None
                if call is None:
                    yield OWN
                elif argument is not None:
                    yield from file.of(argument, scope)

    def normal(self, origin: Origin) -> Origin:
        """An imported thing with the module where it is defined, re-exports followed."""
        if origin not in self._normal:
            self._normal[origin] = self._followed(origin)
        return self._normal[origin]

    def _followed(self, origin: Origin) -> Origin:
        for _ in range(MAX_REEXPORTS):
            if origin.kind != "thing":
                break
            inner = f"{origin.module}.{origin.path[0]}"
            if file_of(inner, self._after) or self._is_folder(inner):
                origin = Origin("thing" if origin.path[1:] else "module", inner, origin.path[1:])
                continue
            path = file_of(origin.module, self._after)
            onward = self._reexported(path, origin.path[0]) if path else None
            if onward is None:
                break
            origin = self._joined(onward, origin.path[1:])
        return origin

    def exists(self, module: str) -> bool:
        """Whether a module is older than the code that is read: a closed file or a library."""
        path = file_of(module, self._after)
        return path in self._before if path else True

    def is_ours(self, module: str) -> bool:
        """Whether a module is a file of the workspace."""
        return bool(file_of(module, self._after))

    def is_class(self, thing: Origin) -> bool:
        """Whether an imported thing is a class of the workspace."""
        path = file_of(thing.module, self._after)
        tree = read(path, self._after[path]).tree if path else None
        return tree is not None and any(
            isinstance(node, ast.ClassDef) and node.name == thing.path[0] for node in tree.body
        )

    def table_keys(self, origin: Origin) -> frozenset[str | int]:
        """The keys or places at which a table of closed code holds classes and functions; none for anything else.

        A table is a dictionary or a list that a module writes out: `KINDS = {"http": Http}`. All else that it holds
        is data.
        """
        origin = self.normal(origin)
        path = file_of(origin.module, self._after) if origin.kind == "thing" and len(origin.path) == 1 else ""
        tree = read(path, self._before[path]).tree if path in self._before else None
        values = [
            node.value
            for node in (tree.body if tree is not None else ())
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and origin.path[0] in bound_names(node)
        ]
        return frozenset(
            key
            for table in values
            for key, value in _entries(table)
            if isinstance(value, (ast.Name, ast.Attribute, ast.Lambda))
        )

    def _is_folder(self, module: str) -> bool:
        folder = module.replace(".", "/") + "/"
        return any(path.startswith(folder) for path in self._after)

    def _reexported(self, path: str, name: str) -> Origin | None:
        source = read(path, self._after[path])
        if source.tree is None:
            return None
        for node in source.tree.body:
            if isinstance(node, Named) and node.name == name:
                return None
        origins = origins_of(source)
        found = [
            origin
            for value in origins.module_scope.names.get(name, [])
            for origin in ([value] if isinstance(value, Origin) else [])
            if origin.kind in {"thing", "module"}
        ]
        if found:
            return found[-1]
        stars = [module for module in origins.module_scope.stars if self._defines(module, name)]
        return Origin("thing", stars[-1], (name,)) if stars else None

    def _defines(self, module: str, name: str) -> bool:
        path = file_of(module, self._after)
        source = read(path, self._after[path]) if path else None
        return (
            source is not None and source.tree is not None and name in origins_of(source).module_scope.names
        )

    @staticmethod
    def _joined(origin: Origin, rest: tuple[str, ...]) -> Origin:
        path = (*origin.path, *rest)
        return Origin("thing" if path else "module", origin.module, path)


def _method_name(node: ast.stmt) -> str:
    """The name of a method; empty for anything else, and for a property."""
    if not isinstance(node, Function):
        return ""
    for decorator in node.decorator_list:
        match decorator:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                if "property" in name or name in {"setter", "getter", "deleter"}:
                    return ""
    return node.name


def _entries(table: ast.expr | None) -> Iterator[tuple[str | int, ast.expr]]:
    """What a dictionary or a list that is written out holds, with its key or its place."""
    match table:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value
        case ast.List(elts=values):
            yield from enumerate(values)


def _called_names(function: Body, around: Surroundings) -> Iterator[tuple[str, bool]]:
    """(name, True) for a function called by it; (name, False) for one that calling `name` returns."""
    scope = next((file.scopes[function] for file in around.files if function in file.scopes), None)
    owner = scope.owner if scope is not None else None
    name = getattr(function, "name", "")
    if isinstance(owner, ast.ClassDef) and name in {"__init__", "__new__"}:
        yield owner.name, True
    elif name:
        yield name, True
    if isinstance(owner, Function):
        yield owner.name, False


def _callee(func: ast.expr) -> tuple[str, bool]:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name, True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name, False
    return "", True


def _argument(call: ast.Call, origin: Origin) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == origin.parameter:
            return keyword.value
    if 0 <= origin.index < len(call.args):
        return call.args[origin.index]
    return None
