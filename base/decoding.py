"""Bytes and plain values read as one of our own types, from any number of threads at once.

msgspec (0.22) looks at a type's fields when it first meets the type, and two threads that do so at the same moment
end the process with a segmentation fault. So a type is met here alone, by one thread at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_meeting = threading.Lock()
_decoders: dict[tuple[Any, Any], Any] = {}


def from_json(data: bytes | str, kind: type[T]) -> T:
    """The value of type `kind` that JSON in UTF-8 says. Raises msgspec.DecodeError, UnicodeDecodeError."""
    found: T = _decoder(msgspec.json.Decoder, kind).decode(data)
    return found


def from_msgpack(data: bytes, kind: type[T]) -> T:
    """The value of type `kind` that MessagePack says. Raises msgspec.DecodeError."""
    found: T = _decoder(msgspec.msgpack.Decoder, kind).decode(data)
    return found


def converted(value: Any, kind: Any) -> Any:
    """Tables, lists, words and numbers as a value of type `kind`. Raises msgspec.ValidationError."""
    _decoder(msgspec.json.Decoder, kind)  # so the type has been met
    return msgspec.convert(value, kind)


def _decoder(make: Callable[[Any], Any], kind: Any) -> Any:
    found = _decoders.get((make, kind))
    if found is None:
        with _meeting:
            found = _decoders[make, kind] = make(kind)
    return found
