"""Where new source alters, at run time, what already exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

from ...base.syntax import parts_set
from ..call_sites import Surroundings
from ..value_origins import Origin, Origins, Scope

CODE_ATTRIBUTES = frozenset(
    {
        "__class__",
        "__code__",
        "__defaults__",
        "__kwdefaults__",
        "__bases__",
        "__globals__",
        "__builtins__",
        "__dict__",
    }
)
"""Attributes whose exchange changes what an object does, whoever made it."""

MUTATING = frozenset(
    {"update", "pop", "popitem", "setdefault", "clear", "remove", "__setitem__", "__delitem__", "__ior__"}
)
"""Methods that change in place what a dictionary or a list already holds."""

INTERPRETER = {
    ("gc", "get_referrers"): "gets at existing objects through `gc`",
    ("gc", "get_objects"): "gets at existing objects through `gc`",
    ("gc", "get_referents"): "gets at existing objects through `gc`",
    ("sys", "meta_path"): "changes how modules are imported",
    ("sys", "path_hooks"): "changes how modules are imported",
}
"""What reaches behind the language, as (module, name)."""

FRAME_ATTRIBUTES = frozenset({"f_globals", "f_locals", "f_builtins"})
"""Attributes of a stack frame through which the names of other code can be changed."""

MAX_DEPTH = 8
"""How far the class of the class of an object is followed."""


class Patch(msgspec.Struct, frozen=True):
    """One alteration: lines from 1, and what it does, as the end of a sentence that starts with the file."""

    line: int
    end_line: int
    what: str
    text: str


def patches(origins: Origins, around: Surroundings) -> list[Patch]:
    """Every alteration of existing code that one file makes, in the order of its lines."""
    reader = _Reader(origins, around)
    found = {(patch.line, patch.what): patch for patch in reader.all()}
    return [found[key] for key in sorted(found)]


class _Reader:
    """Reads one file for alterations."""

    def __init__(self, origins: Origins, around: Surroundings) -> None:
        self._origins = origins
        self._around = around

    def all(self) -> Iterator[Patch]:
        for node, scope in self._origins.nodes():
            for what in self._node(node, scope):
                line = getattr(node, "lineno", 1)
                last = min(getattr(node, "end_lineno", line) or line, line + 7)
                yield Patch(line, last, what, _text(node))

    def _node(self, node: ast.AST, scope: Scope) -> Iterator[str]:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from self._target(target, value, scope)
            case ast.AugAssign(target=target, op=ast.BitOr() | ast.Add(), value=value) if (
                keys := self._table_keys(target, scope)
            ):
                yield from self._grown(target, value, keys)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.AugAssign(target=target, value=value)
            ):
                yield from self._target(target, value, scope)
            case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
                yield from self._target(target, None, scope)
            case ast.withitem(optional_vars=ast.expr() as target):
                yield from self._target(target, None, scope)
            case ast.Delete(targets=targets):
                for target in targets:
                    yield from self._target(target, None, scope)
            case ast.Call():
                yield from self._call(node, scope)
            case ast.Attribute(attr=attr) if attr in FRAME_ATTRIBUTES:
                yield f"reaches into other code's names through `{attr}`"
            case ast.Attribute(ctx=ast.Load()) | ast.Name(ctx=ast.Load()):
                yield from self._reference(node, scope)

    def _target(self, target: ast.expr, value: ast.expr | None, scope: Scope) -> Iterator[str]:
        for part, given in parts_set(target, value):
            match part:
                case ast.Attribute(value=base, attr=attr):
                    yield from self._stored(base, attr, given, scope)
                case ast.Subscript(value=base, slice=key):
                    yield from self._item_stored(base, key, given, scope)
                case ast.Name(id="__path__" | "__builtins__" as name) if scope.owner is None:
                    yield f"replaces `{name}`, which decides what other code finds"

    def _stored(self, base: ast.expr, attr: str, value: ast.expr | None, scope: Scope) -> Iterator[str]:
        if self._alters(self._origins.of(base, scope), attr, value):
            yield f"replaces `{_text(base)}.{attr}` at run time"

    def _item_stored(
        self, base: ast.expr, key: ast.expr, value: ast.expr | None, scope: Scope
    ) -> Iterator[str]:
        name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        for origin in self._origins.of(base, scope):
            origin = self._around.normal(origin)
            if origin == Origin("thing", "sys", ("modules",)):
                if not (isinstance(key, ast.Name) and key.id == "__name__"):
                    yield "replaces a module in `sys.modules`"
            elif origin.kind == "thing" and origin.path[-1] in {"__globals__", "__builtins__"}:
                yield f"changes `{_text(base)}` at run time"
            elif origin.kind == "dict" and origin.of and self._alters(frozenset({origin.of}), name, value):
                yield f"changes the attributes of `{_text(base)}` at run time"
            elif self._holds(origin, key):
                yield f"replaces `{_text(key)}` in the table `{_text(base)}` at run time"

    def _holds(self, origin: Origin, key: ast.expr) -> bool:
        """Whether a table of closed code holds a class or a function at that key or place."""
        keys = self._around.table_keys(origin)
        if isinstance(key, ast.Constant) and isinstance(key.value, str | int):
            return key.value in keys
        return any(isinstance(each, int) for each in keys)  # a list, at a place that nobody can read

    def _table_keys(self, table: ast.expr, scope: Scope) -> set[str | int]:
        return {key for origin in self._origins.of(table, scope) for key in self._around.table_keys(origin)}

    def _grown(self, table: ast.expr, more: ast.expr, keys: set[str | int]) -> Iterator[str]:
        """`TABLE |= {…}` and `TABLE += […]` change the table that others hold; new entries are fine."""
        if isinstance(more, ast.Dict) and any(
            isinstance(key, ast.Constant) and key.value in keys for key in more.keys
        ):
            yield f"replaces what the table `{_text(table)}` holds, at run time"

    def _call(self, call: ast.Call, scope: Scope) -> Iterator[str]:
        match call:
            case ast.Call(func=ast.Name(id="setattr" | "delattr") as func, args=[base, name, *rest]):
                attr = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
                if self._alters(self._origins.of(base, scope), attr, rest[0] if rest else None):
                    yield f"replaces `{_text(base)}.{attr or '…'}` with `{func.id}`"
            case ast.Call(
                func=ast.Attribute(value=owner, attr="__setattr__" | "__delattr__" as how),
                args=[first, second, *rest],
            ):
                three = bool(rest) or how == "__delattr__"
                base, name = (first, second) if three else (owner, first)
                value = rest[0] if rest else second
                attr = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
                if self._alters(self._origins.of(base, scope), attr, value):
                    yield f"replaces `{_text(base)}.{attr or '…'}` with `{how}`"
            case ast.Call(func=ast.Attribute(value=base, attr="insert" | "append" | "extend")) if (
                _last_name(base) == "__path__"
            ):
                yield "changes where the modules of a package come from"
            case ast.Call(func=ast.Attribute(value=base, attr=how)) if how in MUTATING:
                for origin in self._origins.of(base, scope):
                    if origin == Origin("thing", "sys", ("modules",)):
                        yield "replaces modules in `sys.modules`"
                    elif origin.kind == "dict" and origin.of and self._any_altered(origin.of, call):
                        yield f"changes the attributes of `{_text(base)}` at run time"
                    elif self._empties(origin, how, call):
                        yield f"replaces what the table `{_text(base)}` holds, at run time"

    def _any_altered(self, origin: Origin, call: ast.Call) -> bool:
        names = _handed(call) or [("", call)]
        return any(self._alters(frozenset({origin}), name, value) for name, value in names)

    def _empties(self, origin: Origin, how: str, call: ast.Call) -> bool:
        """Whether a method takes out, or puts another in the place of, what a table of closed code holds."""
        keys = self._around.table_keys(origin)
        if how in {"clear", "popitem"} or any(isinstance(each, int) for each in keys):
            return bool(keys)
        return how != "setdefault" and any(name in keys for name, _ in _handed(call))

    def _reference(self, node: ast.expr, scope: Scope) -> Iterator[str]:
        for origin in self._origins.of(node, scope):
            if origin.kind == "module":
                if origin.module == "ctypes" or origin.module.startswith("ctypes."):
                    yield "reaches into the interpreter through `ctypes`"
                continue
            if origin.kind != "thing":
                continue
            module, name = origin.module, origin.path[0]
            if (module, name) in INTERPRETER:
                yield INTERPRETER[module, name]
            elif module == "ctypes":
                yield "reaches into the interpreter through `ctypes`"
            elif f"{module}.{'.'.join(origin.path)}" in {"unittest.mock.patch", "mock.patch"}:
                yield "replaces things with `mock.patch`"

    def _alters(self, found: frozenset[Origin], attr: str, value: ast.expr | None) -> bool:
        return any(self._alteration(origin, attr, value, 0) for origin in found)

    def _alteration(self, origin: Origin, attr: str, value: ast.expr | None, depth: int) -> bool:
        """Whether setting `attr` (empty: any) of what comes from `origin` changes existing code."""
        around = self._around
        origin = around.normal(origin)
        if depth > MAX_DEPTH:
            return False
        match origin.kind:
            case "module" | "thing":
                return around.exists(origin.module)
            case "type" | "dict" if origin.of is not None:
                return self._class_alteration(around.normal(origin.of), attr, value, depth)
            case "object" if origin.of is not None:
                made_by = around.normal(origin.of)
                if made_by.kind == "parameter":
                    return self._by_name(attr, value)
                if made_by.kind != "thing" or not around.is_ours(made_by.module):
                    return attr == "__class__"
                if around.exists(made_by.module):
                    return not attr or attr in CODE_ATTRIBUTES or attr in around.methods
                return not around.is_class(made_by) and self._by_name(attr, value)
            case "parameter":
                return self._handed_in(origin, attr, value, depth)
            case "unknown":
                return self._by_name(attr, value)
        return False

    def _class_alteration(self, of: Origin, attr: str, value: ast.expr | None, depth: int) -> bool:
        """The same for the class of what comes from `of`."""
        if of.kind == "object" and of.of is not None:
            return self._alteration(of.of, attr, value, depth + 1)
        return self._alteration(of, attr, value, depth + 1)

    def _by_name(self, attr: str, value: ast.expr | None) -> bool:
        """Where nothing is known of the object: whether a method that exists is exchanged."""
        data = isinstance(
            value, ast.Constant | ast.List | ast.Dict | ast.Tuple | ast.Set | ast.JoinedStr | ast.BinOp
        )
        return attr in CODE_ATTRIBUTES or (attr in self._around.methods and not data)

    def _handed_in(self, origin: Origin, attr: str, value: ast.expr | None, depth: int) -> bool:
        """Whether any caller hands in something existing; unknown callers count by the name alone."""
        handed = self._around.values_given_for(origin)
        return any(self._alteration(given, attr, value, depth + 1) for given in handed)


def _handed(call: ast.Call) -> list[tuple[str, ast.expr]]:
    """The keys, as far as they are written out, and the values that a method which changes a dictionary is handed."""
    names: list[tuple[str, ast.expr]] = [(item.arg or "", item.value) for item in call.keywords]
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            for key, value in zip(argument.keys, argument.values, strict=True):
                names.append((str(key.value) if isinstance(key, ast.Constant) else "", value))
        elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            names.append((argument.value, call))
    return names


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _text(node: ast.AST) -> str:
    try:
        return ast.unparse(node)
    except RecursionError:
        return "…"
