"""Plain data over the pipe; everything else stays here and travels as a numbered handle.

JSON as it is for null, booleans, text, small integers, finite floats and lists; other values are objects
with a tag under `$`: int, float, bytes, tuple, dict, handle, fake.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

EXACT_INT = 1 << 53
"""Integers from here on travel as text: a reader may keep numbers as doubles."""
LARGEST_INT = 1 << 1024
"""Integers from here on stay here: no reader wants to show them."""
MAX_DEPTH = 20
"""Nesting from which a value stays here as a handle."""


class Handles:
    """Objects that stay in this process, by number."""

    def __init__(self) -> None:
        self._objects: list[Any] = []

    def keep(self, value: Any) -> dict[str, Any]:
        self._objects.append(value)
        kind = type(value)
        return {"$": "handle", "v": len(self._objects) - 1, "type": f"{kind.__module__}.{kind.__qualname__}"}

    def of(self, number: int) -> Any:
        return self._objects[number]


def encode(value: Any, handles: Handles, depth: int = 0) -> Any:
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int and -LARGEST_INT < value < LARGEST_INT:
        return value if -EXACT_INT < value < EXACT_INT else {"$": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "v": repr(value)}
    if kind is bytes:
        return {"$": "bytes", "v": value.hex()}
    if depth < MAX_DEPTH:
        if kind is list:
            return [encode(item, handles, depth + 1) for item in value]
        if kind is tuple:
            return {"$": "tuple", "v": [encode(item, handles, depth + 1) for item in value]}
        if kind is dict and all(type(key) is str for key in value):
            return {
                "$": "dict",
                "v": [[key, encode(item, handles, depth + 1)] for key, item in value.items()],
            }
    return handles.keep(value)


def spoil(value: Any) -> Any:
    """A copy of plain data, whose original is changed as the worst caller would change it."""
    if type(value) is list:
        kept: Any = [spoil(item) for item in value]
        value[:] = ["spoiled"]
        return kept
    if type(value) is dict:
        kept = {key: spoil(item) for key, item in value.items()}
        value.update(dict.fromkeys(value, "spoiled"))
        return kept
    return value


def decode(value: Any, handles: Handles, fake: Callable[[int, list[str], bool], Any]) -> Any:
    """The value that the grader sent; `fake(number, methods, waits)` builds an object that calls back."""
    if isinstance(value, list):
        return [decode(item, handles, fake) for item in value]
    if not isinstance(value, dict):
        return value
    tag, body = value["$"], value["v"]
    if tag == "int":
        return int(body, 16)
    if tag == "float":
        return float(body)
    if tag == "bytes":
        return bytes.fromhex(body)
    if tag == "tuple":
        return tuple(decode(item, handles, fake) for item in body)
    if tag == "dict":
        return {key: decode(item, handles, fake) for key, item in body}
    if tag == "handle":
        return handles.of(body)
    return fake(body, value["methods"], value["waits"])
