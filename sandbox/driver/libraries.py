"""The library modules as they were before any code of a workspace ran, so that a look finds soon what has changed.

A library holds some thousands of functions, and hardly ever is one of them exchanged. What is still the very
same object, with the very same code, need not be looked at one by one.
"""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Iterable, Mapping
from typing import Any

WATCHED = frozenset(
    {
        "requests",
        "urllib3",
        "httpx",
        "httpcore",
        "tenacity",
        "http",
        "urllib",
        "socket",
        "time",
        "json",
        "ssl",
    }
    | {"builtins", "functools", "importlib", "random", "select", "threading", "os", "posix"}
    | {"datetime", "hashlib", "hmac", "logging", "secrets"}
)
"""Library packages in which nothing of the workspace's has a place, besides those that a kata allows."""
SETTINGS = frozenset({"logging._loggerClass", "logging._logRecordFactory"})
"""What a library lets everybody set, by functions of its own."""


class Libraries:
    """What of `modules`, by name, was loaded before, and whether it is still as it was; `packages` are watched, too."""

    def __init__(self, modules: Mapping[str, Any], packages: Iterable[str] = ()) -> None:
        self._watched = WATCHED.union(packages)
        self._loaded = dict(modules)
        self._contents = {
            name: _Contents(name, module)
            for name, module in self._loaded.items()
            if self.watches(name) and isinstance(module, types.ModuleType)
        }

    def watches(self, name: str) -> bool:
        """Whether a module belongs to a library in which nothing of the workspace's has a place."""
        return name.partition(".")[0] in self._watched

    def had(self, name: str, module: object) -> bool:
        """Whether this module was loaded before, under that name."""
        return self._loaded.get(name) is module

    def are_as_before(self, name: str, module: object) -> bool:
        """Whether a module holds what it held before, and so do its classes."""
        return self.had(name, module) and name in self._contents and self._contents[name].are_as_before()


class _Contents:
    """What a module and its own classes hold; all of it is kept, so that no other object takes its place."""

    def __init__(self, name: str, module: types.ModuleType) -> None:
        holders = [vars(module)]
        holders += [vars(kind) for kind in vars(module).values() if is_own_class(name, kind)]
        self._holders = [(holder, list(holder), list(holder.values())) for holder in holders]
        values = [value for _, _, held in self._holders for value in held]
        plain = [function for value in values if (function := plain_function(value)) is not None]
        self._functions, self._codes = plain, [function.__code__ for function in plain]
        self._things = [value for value in values if not isinstance(value, (type, types.FunctionType))]
        self._kinds = [type(thing) for thing in self._things]

    def are_as_before(self) -> bool:
        return (
            all(
                _same(holder, names) and _same(holder.values(), held) for holder, names, held in self._holders
            )
            and _same((function.__code__ for function in self._functions), self._codes)
            and _same(map(type, self._things), self._kinds)
        )


def _same(now: Iterable[object], before: list[Any]) -> bool:
    """Whether these are the very same objects, in the same order."""
    found = list(now)
    return len(found) == len(before) and all(map(operator.is_, found, before))


def is_own_class(name: str, value: object) -> bool:
    """Whether this is a class that the module of that name defines."""
    return isinstance(value, type) and value.__module__ == name


def plain_function(value: Any) -> types.FunctionType | None:
    """The function within a method, a property or a filled-in call; None where there is none."""
    for _ in range(4):
        if isinstance(value, types.FunctionType):
            return value
        if isinstance(value, (staticmethod, classmethod, types.MethodType)):
            value = value.__func__
        elif isinstance(value, property):
            value = value.fget
        elif isinstance(value, (functools.partial, functools.partialmethod)):
            value = value.func
        else:
            return None
    return None
