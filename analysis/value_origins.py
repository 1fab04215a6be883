"""Where the things that a piece of source speaks of come from, as far as reading can tell."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import msgspec

from ..base.syntax import Body, parts_set
from .effort import step
from .source import CACHED_SOURCES, Source
from .source_files import absolute, package_of

MAX_STEPS = 12
"""How many names are followed from one to the next before the answer is *unknown*."""

OriginKind = Literal["module", "thing", "object", "type", "dict", "own", "parameter", "unknown"]


class Origin(msgspec.Struct, frozen=True):
    """Where a value comes from.

    `module`: the module named `module`. `thing`: what is imported from it under `path`. `object`,
    `type` and `dict`: made by calling `of`, its class, its attributes. `own`: made by the code that
    is read. `parameter`: handed to `function` at place `index`.
    """

    kind: OriginKind
    module: str = ""
    path: tuple[str, ...] = ()
    of: Origin | None = None
    function: Body | None = None
    index: int = 0
    parameter: str = ""


OWN = Origin("own")
OWN_FUNCTION = Origin("own", path=("function",))
UNKNOWN = Origin("unknown")
SYS_MODULES = Origin("thing", "sys", ("modules",))


@dataclass
class Scope:
    """The names of a module, class or function body. `owner` is what opened it, None for the module."""

    owner: ast.AST | None
    parent: Scope | None
    names: dict[str, list[Origin | tuple[ast.expr, Scope]]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    def bind(self, name: str, value: Origin | tuple[ast.expr, Scope]) -> None:
        """Adds one thing that the name may stand for."""
        self.names.setdefault(name, []).append(value)


class Origins:
    """One file, with the scope of every node; answers where an expression's value comes from."""

    def __init__(self, source: Source) -> None:
        assert source.tree is not None
        self.source = source
        self.scopes: dict[ast.AST, Scope] = {}
        self._package = package_of(source.path)
        self._known: dict[tuple[int, str], frozenset[Origin]] = {}
        self.module_scope = Scope(None, None)
        self._fill(source.tree, self.module_scope)

    def nodes(self) -> Iterator[tuple[ast.AST, Scope]]:
        """Every node with the scope that it stands in."""
        yield from self.scopes.items()

    def of(self, expression: ast.expr, scope: Scope, steps: int = MAX_STEPS) -> frozenset[Origin]:
        """All that the value of an expression may come from."""
        step()
        if steps == 0:
            return frozenset({UNKNOWN})
        match expression:
            case ast.Name(id=name):
                return self._name(name, scope, steps)
            case ast.Attribute(value=value, attr=attr):
                return frozenset(self._part(origin, attr) for origin in self.of(value, scope, steps - 1))
            case ast.Call():
                return self._call(expression, scope, steps - 1)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                return frozenset(self._item(origin, key) for origin in self.of(value, scope, steps - 1))
            case ast.IfExp(body=body, orelse=orelse):
                return self.of(body, scope, steps - 1) | self.of(orelse, scope, steps - 1)
            case ast.BoolOp(values=values):
                return frozenset().union(*(self.of(item, scope, steps - 1) for item in values))
            case ast.NamedExpr(value=value) | ast.Await(value=value) | ast.Starred(value=value):
                return self.of(value, scope, steps - 1)
            case ast.Constant() | ast.List() | ast.Dict() | ast.Tuple() | ast.Set():
                return frozenset({OWN})
            case ast.Lambda():
                return frozenset({OWN_FUNCTION})
        return frozenset({UNKNOWN})

    def _name(self, name: str, scope: Scope, steps: int) -> frozenset[Origin]:
        place: Scope | None = scope
        while place is not None:
            hidden = isinstance(place.owner, ast.ClassDef) and place is not scope
            if name in place.names and not hidden:
                return self._bound(name, place, steps)
            place = place.parent
        if self.module_scope.stars:
            return frozenset(Origin("thing", module, (name,)) for module in self.module_scope.stars)
        return frozenset({Origin("thing", "builtins", (name,)) if hasattr(builtins, name) else UNKNOWN})

    def _bound(self, name: str, place: Scope, steps: int) -> frozenset[Origin]:
        key = (id(place), name)
        if key not in self._known:
            self._known[key] = frozenset()  # a name that is made from itself adds nothing
            found: set[Origin] = set()
            for value in place.names[name]:
                found |= {value} if isinstance(value, Origin) else self.of(*value, steps - 1)
            self._known[key] = frozenset(found)
        return self._known[key]

    def _part(self, origin: Origin, attr: str) -> Origin:
        if attr == "__dict__":
            return Origin("dict", of=origin)
        if attr == "__class__":
            return Origin("type", of=origin)
        if origin.kind in {"module", "thing"}:
            return Origin("thing", origin.module, (*origin.path, attr))
        return UNKNOWN

    def _item(self, origin: Origin, key: str) -> Origin:
        if origin == SYS_MODULES:
            return Origin("module", key)
        if origin.kind == "dict" and origin.of is not None:
            return self._part(origin.of, key)
        return UNKNOWN

    def _call(self, call: ast.Call, scope: Scope, steps: int) -> frozenset[Origin]:
        match call:
            case ast.Call(func=ast.Name(id="type"), args=[value]):
                return frozenset(Origin("type", of=origin) for origin in self.of(value, scope, steps))
            case ast.Call(func=ast.Name(id="vars"), args=[value]):
                return frozenset(Origin("dict", of=origin) for origin in self.of(value, scope, steps))
            case ast.Call(func=ast.Name(id="globals" | "locals" | "super" | "vars")):
                return frozenset({OWN})
            case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(attr)), *_]):
                return frozenset(self._part(origin, attr) for origin in self.of(value, scope, steps))
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                level = len(name) - len(name.lstrip("."))
                return frozenset({Origin("module", absolute(self._package, name.lstrip("."), level))})
            case ast.Call(
                func=ast.Attribute(value=holder, attr="get" | "__getitem__" | "pop" | "setdefault"),
                args=[ast.Constant(value=str(key)), *_],
            ) if SYS_MODULES in self.of(holder, scope, steps):
                return frozenset({self._item(SYS_MODULES, key)})
            case ast.Call(func=ast.Attribute(attr="__new__")):
                return frozenset({OWN})
        return frozenset(
            Origin("object", of=origin) if origin.kind in {"thing", "parameter"} else _made(origin)
            for origin in self.of(call.func, scope, steps)
        )

    def _fill(self, node: ast.AST, scope: Scope) -> None:
        waiting: list[tuple[ast.AST, Scope]] = [(node, scope)]
        while waiting:
            item, place = waiting.pop()
            self.scopes[item] = place
            inner = place
            match item:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    inner = self._function(item, place)
                    body = item.body if isinstance(item.body, list) else [item.body]
                    inside = {id(statement) for statement in body}
                    for child in ast.iter_child_nodes(item):
                        waiting.append((child, inner if id(child) in inside else place))
                    continue
                case ast.ClassDef():
                    place.bind(item.name, OWN)
                    inner = Scope(item, place)
                case _:
                    self._bindings(item, place)
            for child in ast.iter_child_nodes(item):
                waiting.append((child, inner))

    def _function(self, node: Body, place: Scope) -> Scope:
        inner = Scope(node, place)
        if not isinstance(node, ast.Lambda):
            place.bind(node.name, OWN_FUNCTION)
        method = isinstance(place.owner, ast.ClassDef) and not any(
            isinstance(item, ast.Name) and item.id == "staticmethod"
            for item in getattr(node, "decorator_list", [])
        )
        positional = [*node.args.posonlyargs, *node.args.args]
        for index, item in enumerate(positional):
            own = method and index == 0
            inner.bind(item.arg, OWN if own else _parameter(node, index - int(method), item.arg))
        for item in node.args.kwonlyargs:
            inner.bind(item.arg, _parameter(node, -1, item.arg))
        for extra in (node.args.vararg, node.args.kwarg):
            if extra is not None:
                inner.bind(extra.arg, UNKNOWN)
        return inner

    def _bindings(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Import(names=names):
                for item in names:
                    module = item.name if item.asname else item.name.partition(".")[0]
                    scope.bind(item.asname or module, Origin("module", module))
            case ast.ImportFrom(module=base, names=names, level=level):
                origin = absolute(self._package, base or "", level)
                for item in names:
                    if item.name == "*":
                        self.module_scope.stars.append(origin)
                    else:
                        scope.bind(item.asname or item.name, Origin("thing", origin, (item.name,)))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _bind_target(target, value, scope)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                _bind_target(target, value, scope)
            case ast.For(target=target, iter=values) | ast.comprehension(target=target, iter=values):
                items = values.elts if isinstance(values, ast.Tuple | ast.List | ast.Set) else []
                for element in items:
                    _bind_target(target, element, scope)
                if not items:
                    _bind_target(target, None, scope)
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                _bind_target(target, value, scope)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                scope.bind(name, UNKNOWN)


@lru_cache(maxsize=CACHED_SOURCES)
def origins_of(source: Source) -> Origins:
    """The origins of one readable file, made once."""
    return Origins(source)


def _parameter(node: Body, index: int, name: str) -> Origin:
    return Origin("parameter", function=node, index=index, parameter=name)


def _made(origin: Origin) -> Origin:
    return OWN if origin == OWN else UNKNOWN


def _bind_target(target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
    for part, given in parts_set(target, value):
        if isinstance(part, ast.Name):
            scope.bind(part.id, UNKNOWN if given is None else (given, scope))
