"""Where new source alters, at run time, what already exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kata.content.kata import Files
from kata.grader.codebase import file_of
from kata.grader.origins import OWN, UNKNOWN, Function, Origin, Origins, Scope
from kata.grader.source import Source, read

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
    {"update", "pop", "popitem", "setdefault", "clear", "__setitem__", "__delitem__", "__ior__"}
)
"""Methods that change a dictionary in place."""

INTERPRETER = {
    ("gc", "get_referrers"): "reaches for living objects through `gc`",
    ("gc", "get_objects"): "reaches for living objects through `gc`",
    ("gc", "get_referents"): "reaches for living objects through `gc`",
    ("sys", "meta_path"): "changes how modules are imported",
    ("sys", "path_hooks"): "changes how modules are imported",
}
"""What reaches behind the language, as (module, name)."""

FRAME_ATTRIBUTES = frozenset({"f_globals", "f_locals", "f_builtins"})
"""Attributes of a stack frame through which the names of other code can be changed."""

MAX_REEXPORTS = 8
"""How many modules a name is followed through to where it is defined."""


@dataclass(frozen=True)
class Patch:
    """One alteration: lines from 1, and what it does, as the end of a sentence that starts with the file."""

    line: int
    end_line: int
    what: str
    text: str


class Surroundings:
    """What existed before, and all new or changed source that may alter it."""

    def __init__(self, before: Files, after: Files, changed: list[Source]) -> None:
        self._before = before
        self._after = after
        self._handed: dict[Origin, frozenset[Origin]] = {}
        self.files = [Origins(source) for source in changed if source.tree is not None]

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
                elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    for decorator in node.decorator_list:
                        found.setdefault(_callee(decorator), []).append((file, None, scope))
        return found

    def handed(self, parameter: Origin) -> frozenset[Origin]:
        """What all callers hand in for a parameter, parameters of theirs followed; unknown without a caller."""
        if parameter not in self._handed:
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
            self._handed[parameter] = frozenset(found)
        return self._handed[parameter]

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

    def _is_folder(self, module: str) -> bool:
        folder = module.replace(".", "/") + "/"
        return any(path.startswith(folder) for path in self._after)

    def _reexported(self, path: str, name: str) -> Origin | None:
        source = read(path, self._after[path])
        if source.tree is None:
            return None
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                return None
        origins = Origins(source)
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
        return source is not None and source.tree is not None and name in Origins(source).module_scope.names

    @staticmethod
    def _joined(origin: Origin, rest: tuple[str, ...]) -> Origin:
        path = (*origin.path, *rest)
        return Origin("thing" if path else "module", origin.module, path)


def patches(origins: Origins, around: Surroundings) -> list[Patch]:
    """Every alteration of existing code that one file makes, in the order of its lines."""
    reader = _Reader(origins, around)
    found = {(patch.line, patch.what): patch for patch in reader.all()}
    return [found[key] for key in sorted(found)]


def _method_name(node: ast.stmt) -> str:
    """The name of a method; empty for anything else, and for a property."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return ""
    for decorator in node.decorator_list:
        match decorator:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                if "property" in name or name in {"setter", "getter", "deleter"}:
                    return ""
    return node.name


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
        match target:
            case ast.Tuple(elts=items) | ast.List(elts=items):
                values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
                for index, item in enumerate(items):
                    yield from self._target(item, values[index] if len(values) == len(items) else None, scope)
            case ast.Starred(value=inner):
                yield from self._target(inner, None, scope)
            case ast.Attribute(value=base, attr=attr):
                yield from self._stored(base, attr, value, scope)
            case ast.Subscript(value=base, slice=key):
                yield from self._item_stored(base, key, value, scope)
            case ast.Name(id="__path__" | "__builtins__" as name) if scope.owner is None:
                yield f"exchanges `{name}`, which decides what other code finds"

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
                    yield "exchanges a module in `sys.modules`"
            elif origin.kind == "thing" and origin.path[-1] in {"__globals__", "__builtins__"}:
                yield f"changes `{_text(base)}` at run time"
            elif origin.kind == "dict" and origin.of and self._alters(frozenset({origin.of}), name, value):
                yield f"changes the attributes of `{_text(base)}` at run time"

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
                        yield "exchanges modules in `sys.modules`"
                    elif origin.kind == "dict" and origin.of and self._any_altered(origin.of, call):
                        yield f"changes the attributes of `{_text(base)}` at run time"

    def _any_altered(self, origin: Origin, call: ast.Call) -> bool:
        names = [(item.arg or "", item.value) for item in call.keywords]
        for argument in call.args:
            if isinstance(argument, ast.Dict):
                for key, value in zip(argument.keys, argument.values, strict=True):
                    names.append((str(key.value) if isinstance(key, ast.Constant) else "", value))
            elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                names.append((argument.value, call))
        return any(self._alters(frozenset({origin}), name, value) for name, value in names or [("", call)])

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
        if depth > MAX_REEXPORTS:
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
        handed = self._around.handed(origin)
        return any(self._alteration(given, attr, value, depth + 1) for given in handed)


def _called_names(function: Function, around: Surroundings) -> Iterator[tuple[str, bool]]:
    """(name, True) for a function called by it; (name, False) for one that calling `name` returns."""
    scope = next((file.scopes[function] for file in around.files if function in file.scopes), None)
    owner = scope.owner if scope is not None else None
    name = getattr(function, "name", "")
    if isinstance(owner, ast.ClassDef) and name in {"__init__", "__new__"}:
        yield owner.name, True
    elif name:
        yield name, True
    if isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
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
