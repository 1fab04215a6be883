"""What holds what: the running objects, walked from the names that the clients use.

Walks attributes, slots, closures, partials, bound methods and containers, limited to classes and
functions of the workspace. It is shown, never graded: this process could lie.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
import types
from collections.abc import Iterator
from typing import Any

MAX_NODES = 60
"""A picture with more is no picture."""
MAX_ITEMS = 20
"""Items of one container that are followed."""
MAX_TEXT = 40
"""Characters of a plain value that are shown."""
PLAIN = (bool, int, float, str)


def draw(roots: list[str], workspace: str) -> dict[str, Any]:
    """`roots` are modules; their own-module names that hold an object, and what these hold in turn."""
    walk = _Walk(workspace + os.sep)
    found: list[list[Any]] = []
    for name in roots:
        module = sys.modules.get(name)
        for key, value in sorted(vars(module).items()) if module else ():
            if (
                not key.startswith("__")
                and walk.is_ours(value)
                and not isinstance(value, (type, types.ModuleType))
            ):
                if isinstance(value, types.FunctionType) and value.__module__ == name:
                    continue  # the client function itself; what it uses are the other names
                node = walk.node(value)
                if node is not None:
                    found.append([f"{name}.{key}", node])
    return {"roots": found, "nodes": walk.nodes, "truncated": walk.truncated}


class _Walk:
    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: dict[int, int] = {}
        self._kept: list[Any] = []
        self.nodes: list[dict[str, Any]] = []
        self.truncated = False

    def is_ours(self, value: Any) -> bool:
        """Whether the value, or what it is made of, is defined in the workspace."""
        if isinstance(value, types.MethodType):
            return self.is_ours(value.__func__) or self.is_ours(value.__self__)
        if isinstance(value, functools.partial):
            return True
        if isinstance(value, types.FunctionType):
            return value.__code__.co_filename.startswith(self._prefix)
        kind = value if isinstance(value, type) else type(value)
        module = sys.modules.get(kind.__module__)
        return str(getattr(module, "__file__", None) or "").startswith(self._prefix)

    def node(self, value: Any) -> int | None:
        if id(value) in self._seen:
            return self._seen[id(value)]
        if len(self.nodes) >= MAX_NODES:
            self.truncated = True
            return None
        number = len(self.nodes)
        self._seen[id(value)] = number
        self._kept.append(value)
        label, kind = _label(value)
        entry: dict[str, Any] = {
            "label": label,
            "module": getattr(type(value), "__module__", ""),
            "kind": kind,
        }
        self.nodes.append(entry)
        details: list[str] = []
        edges: list[list[Any]] = []
        for name, part in parts(value):
            self._follow(name, part, edges, details)
        entry["edges"], entry["detail"] = edges, ", ".join(details[:6])
        return number

    def _follow(
        self, name: str, part: Any, edges: list[list[Any]], details: list[str], depth: int = 0
    ) -> None:
        if isinstance(part, PLAIN):
            text = repr(part)
            details.append(f"{name}={text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + '…'}")
        elif _is_iterator(part) and depth < 3:
            # `cycle` and its kin show what they go through to the garbage collector alone
            for item in gc.get_referents(part):
                self._follow(name, item, edges, details, depth + 1)
        elif isinstance(part, (list, tuple, set, frozenset)) and depth < 3:
            for position, item in enumerate(list(part)[:MAX_ITEMS]):
                self._follow(f"{name}[{position}]", item, edges, details, depth + 1)
        elif isinstance(part, dict) and depth < 3:
            for key, item in list(part.items())[:MAX_ITEMS]:
                self._follow(f"{name}[{str(key)[:MAX_TEXT]}]", item, edges, details, depth + 1)
        elif not isinstance(part, (type, types.ModuleType)) and self.is_ours(part):
            target = self.node(part)
            if target is not None:
                edges.append([name, target])


def _is_iterator(value: Any) -> bool:
    kind = type(value)
    return kind.__module__ == "itertools" or (
        kind.__module__ == "builtins" and kind.__name__.endswith("_iterator")
    )


def _label(value: Any) -> tuple[str, str]:
    if isinstance(value, functools.partial):
        return f"partial({_label(value.func)[0]})", "function"
    if isinstance(value, types.MethodType):
        return f"{type(value.__self__).__qualname__}.{value.__func__.__name__}", "function"
    if isinstance(value, types.FunctionType):
        return value.__qualname__.replace(".<locals>", ""), "function"
    return type(value).__qualname__, "object"


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value is made of, by name: attributes, what a function closes over, a call filled in."""
    if isinstance(value, functools.partial):
        yield "func", value.func
        yield from ((f"arg{index}", item) for index, item in enumerate(value.args))
        yield from value.keywords.items()
    elif isinstance(value, types.MethodType):
        yield "self", value.__self__
    elif isinstance(value, types.FunctionType):
        for name, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=False):
            try:
                yield name, cell.cell_contents
            except ValueError:
                continue
    else:
        yield from list(getattr(value, "__dict__", {}).items())
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else tuple(slots):
                if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                    yield name, getattr(value, name)
