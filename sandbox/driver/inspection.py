"""What runs in place of what the files say: functions, classes and objects whose parts were exchanged.

Rows are told, never judged here: [name by which a thing is reached, file relative to the workspace or "",
first line or 0, how, class that holds it or ""]. `how` is one of

* `function`: this function is reached by that name;
* `value`: something that is no function or class of that module is;
* `shadow`: an object of the class `of` holds this in place of the method of that name;
* `parts`, `bases`, `class`: a function's defaults or code, a class's bases, an object's class are no longer
  what they were when the module had been imported.
"""

from __future__ import annotations

import functools
import os
import sys
import types
import weakref
from collections.abc import Iterator
from typing import Any

from . import picture
from .libraries import SETTINGS, Libraries, is_own_class, plain_function

MAX_ROWS = 5_000
"""Rows that are told at most; a workspace has some dozens of functions."""
MAX_OBJECTS = 2_000
"""Objects that are walked to at most; a design has some dozens."""
FUNCTIONS = (types.FunctionType, staticmethod, classmethod)

Row = list[Any]


class Inspection:
    """Looks at the running code of one workspace; `remember` says how it was once it had been imported."""

    def __init__(self, workspace: str, libraries: Libraries) -> None:
        self._prefix = workspace + os.sep
        self._libraries = libraries
        self._modules = 0
        self._functions: dict[int, tuple[types.FunctionType, tuple[Any, ...]]] = {}
        self._bases: dict[int, tuple[type, tuple[type, ...]]] = {}
        self._objects: dict[int, tuple[weakref.ref[Any], type]] = {}

    def remember(self) -> None:
        """Keeps how the modules are that have been imported since the last time."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        for name, module in self._own_modules():
            for _, value in _members(name, module):
                function = plain_function(value)
                if function is not None:
                    self._functions.setdefault(id(function), (function, _parts(function)))
            for kind in list(vars(module).values()):
                if is_own_class(name, kind):
                    self._bases.setdefault(id(kind), (kind, kind.__bases__))
        for thing in self._reachable():
            known = self._objects.get(id(thing))
            if (known is None or known[0]() is not thing) and type(thing).__weakrefoffset__:
                self._objects[id(thing)] = (weakref.ref(thing), type(thing))

    def rows(self) -> list[Row]:
        """Everything there is to tell, as it is now."""
        found: list[Row] = []
        for row in self._all():
            found.append(row)
            if len(found) >= MAX_ROWS:
                break
        return found

    def _all(self) -> Iterator[Row]:
        for function, parts in self._functions.values():
            if any(one is not other for one, other in zip(_parts(function), parts, strict=True)):
                yield [f"{function.__module__}.{function.__qualname__}", *self._place(function), "parts", ""]
        for kind, bases in self._bases.values():
            if kind.__bases__ != bases:
                yield [_name(kind), *self._place(kind), "bases", ""]
        for held, kind in self._objects.values():
            thing = held()
            if thing is not None and type(thing) is not kind:
                yield [_name(kind), *self._place(type(thing)), "class", ""]
        for thing in self._reachable():
            yield from self._shadows(thing)
        for name, module in self._own_modules():
            for owner, value in _members(name, module):
                if isinstance(value, (*FUNCTIONS, property)) and plain_function(value) is not None:
                    yield [owner, *self._place(value), "function", ""]
                elif callable(value) or hasattr(type(value), "__get__"):
                    yield [owner, *self._place(value), "value", ""]
        for name, module in list(sys.modules.items()):
            if (
                self._libraries.watches(name)
                and isinstance(module, types.ModuleType)
                and not self._libraries.are_as_before(name, module)
            ):
                for owner, value in _members(name, module):
                    if owner not in SETTINGS and (isinstance(value, FUNCTIONS) or callable(value)):
                        file, line = self._place(value)
                        if file:
                            yield [owner, file, line, "function", ""]

    def _own_modules(self) -> Iterator[tuple[str, types.ModuleType]]:
        for name, module in list(sys.modules.items()):
            if self._libraries.had(name, module) or not isinstance(module, types.ModuleType):
                continue
            if self._local(getattr(module, "__file__", None)):
                yield name, module

    def _local(self, file: object) -> str:
        """A file's path within the workspace; nothing for any other."""
        text = str(file or "")
        return text[len(self._prefix) :] if text.startswith(self._prefix) else ""

    def _place(self, value: Any) -> tuple[str, int]:
        """Where the code of a value stands: its file within the workspace, and its first line or 0."""
        function = plain_function(value)
        if function is not None:
            return self._local(function.__code__.co_filename), function.__code__.co_firstlineno
        if isinstance(value, types.ModuleType):
            return "", 0
        kind = value if isinstance(value, type) else type(value)
        return self._local(getattr(sys.modules.get(str(kind.__module__)), "__file__", None)), 0

    def _reachable(self) -> Iterator[Any]:
        """The objects of the workspace's classes that its modules hold, and what these hold."""
        waiting: list[Any] = [
            value
            for _, module in self._own_modules()
            for value in list(vars(module).values())
            if not isinstance(value, (type, types.ModuleType))
        ]
        seen: set[int] = set()
        while waiting and len(seen) < MAX_OBJECTS:
            thing = waiting.pop()
            if id(thing) in seen or isinstance(thing, picture.PLAIN) or thing is None:
                continue
            seen.add(id(thing))
            if isinstance(thing, (list, tuple, set, frozenset)):
                waiting.extend(list(thing)[: picture.MAX_ITEMS])
            elif isinstance(thing, dict):
                waiting.extend(list(thing.values())[: picture.MAX_ITEMS])
            elif isinstance(thing, (types.FunctionType, types.MethodType, functools.partial)):
                waiting.extend(part for _, part in picture.parts(thing))
            elif not isinstance(thing, (type, types.ModuleType)) and self._place(thing)[0]:
                yield thing
                waiting.extend(part for _, part in picture.parts(thing))

    def _shadows(self, thing: Any) -> Iterator[Row]:
        """What an object holds under the name of a method of its class."""
        for key, value in list(getattr(thing, "__dict__", {}).items()):
            for kind in type(thing).__mro__:
                if isinstance(kind.__dict__.get(key), types.FunctionType):
                    yield [f"{_name(kind)}.{key}", *self._place(value), "shadow", _name(type(thing))]
                    break


def _members(name: str, module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """What a module and its classes hold, by dotted name."""
    for key, value in list(vars(module).items()):
        if is_own_class(name, value):
            for inner, member in list(vars(value).items()):
                if not _is_inner(inner):
                    yield f"{name}.{key}.{inner}", member
        elif not (key.startswith("__") and key.endswith("__")):
            yield f"{name}.{key}", value


def _is_inner(name: str) -> bool:
    """Whether a class's attribute is Python's own, and no method that a class may define."""
    return name in {"__module__", "__doc__", "__dict__", "__weakref__", "__slots__", "__annotations__"}


def _parts(function: types.FunctionType) -> tuple[Any, ...]:
    """What of a function can be exchanged, and is never exchanged by honest code."""
    return function.__code__, function.__defaults__, function.__kwdefaults__


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
