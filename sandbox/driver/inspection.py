"""Where the running functions come from: of the workspace's classes and modules, and of libraries."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from typing import Any

MAX_FUNCTIONS = 5_000
"""Functions that are told at most; a workspace has some dozens."""
WATCHED = (
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
)
"""Library packages in which a function of the workspace's has no place."""


def functions(workspace: str) -> list[list[Any]]:
    """(owner, file relative to the workspace or "", first line) of each function found."""
    prefix = workspace + os.sep
    found: list[list[Any]] = []
    for name, module in list(sys.modules.items()):
        if not isinstance(module, types.ModuleType) or name.startswith("_kata_driver"):
            continue
        inside = str(getattr(module, "__file__", None) or "").startswith(prefix)
        if not inside and name.partition(".")[0] not in WATCHED:
            continue
        for owner, function in _of_module(name, module):
            file = function.__code__.co_filename
            local = file[len(prefix) :] if file.startswith(prefix) else ""
            if inside or local:
                found.append([owner, local, function.__code__.co_firstlineno])
                if len(found) >= MAX_FUNCTIONS:
                    return found
    return found


def _of_module(name: str, module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    for key, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType):
            yield f"{name}.{key}", value
        elif isinstance(value, type) and value.__module__ == name:
            yield from _of_class(f"{name}.{key}", value)


def _of_class(owner: str, kind: type) -> Iterator[tuple[str, types.FunctionType]]:
    for key, value in list(vars(kind).items()):
        inner = value
        if isinstance(inner, (staticmethod, classmethod)):
            inner = inner.__func__
        if isinstance(inner, property):
            inner = inner.fget
        if isinstance(inner, types.FunctionType):
            yield f"{owner}.{key}", inner
