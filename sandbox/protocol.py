"""The grader's end of the pipe: what a child says is data from a stranger, read with limits.

A frame is four bytes of length, big-endian, then one JSON object. Nothing is ever unpickled; depth,
size, numbers and keys are checked before a value is believed to have the shape that it claims.
"""

from __future__ import annotations

import functools
import json
import math
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

HEADER = struct.Struct(">I")
MAX_FRAME_BYTES = 16 << 20
"""One answer. The largest right one is a list of 2,000 rows, each with an id that grows with every row."""
MAX_COMMAS = 1 << 18
"""In one answer: it has no more values than commas and brackets, and each value takes the reader's memory."""
SMALL_BYTES = 500
"""Of a frame that may be remembered."""
MAX_DEPTH = 60
"""JSON nesting: the driver stops at 20 levels of values, each of which takes two."""
MAX_NUMBER_DIGITS = 400
"""Digits of a number: longer ones are an attack on the reader, not a value."""
MAX_TEXT = 1 << 20
"""Characters of one text."""

TAGS = frozenset({"int", "float", "bytes", "tuple", "dict", "handle"})


class ProtocolBroken(Exception):
    """The child sent something that is no frame, or no value; the message says what."""


def reads_a_stranger(read: Callable[P, T]) -> Callable[P, T]:
    """For whatever makes values of a child's words: all that it raises is ProtocolBroken, the child's failure."""

    @functools.wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except ProtocolBroken:
            raise
        except Exception as error:
            raise ProtocolBroken(f"an answer that cannot be read ({type(error).__name__})") from error

    return reading


@dataclass(frozen=True)
class Handle:
    """An object that stays in the child. Two are equal when they are the same number of the same child."""

    number: int
    type: str = field(default="", compare=False)


class Frames:
    """Bytes in, whole messages of at most `most` bytes out.

    Where it `remembers`, the same small bytes are read once, and their message is to be read, not changed.
    """

    def __init__(self, most: int = MAX_FRAME_BYTES, *, remembers: bool = False) -> None:
        self._buffer = bytearray()
        self._most, self._remembers = most, remembers

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The messages that are complete with `data`; raises ProtocolBroken on the first bad one."""
        self._buffer += data
        while len(self._buffer) >= HEADER.size:
            (size,) = HEADER.unpack_from(self._buffer)
            if size > self._most:
                raise ProtocolBroken(f"an answer of {size} bytes, more than {self._most} allowed")
            if len(self._buffer) < HEADER.size + size:
                return
            body = bytes(self._buffer[HEADER.size : HEADER.size + size])
            del self._buffer[: HEADER.size + size]
            yield _remembered(body) if self._remembers and size <= SMALL_BYTES else message(body)


@reads_a_stranger
def message(body: bytes) -> dict[str, Any]:
    """Reads one frame's JSON object, checked for depth, numbers and repeated keys.

    Raises ProtocolBroken for anything else.
    """
    try:
        if _depth(body) > MAX_DEPTH:
            raise ProtocolBroken("an answer nested too deeply")
        if max(body.count(each) for each in (b",", b"[", b"{")) > MAX_COMMAS:
            raise ProtocolBroken(f"an answer of more than {MAX_COMMAS} values")
        value = _READER.decode(body.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise ProtocolBroken(f"an answer that is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise ProtocolBroken("an answer that is no JSON object")
    return value


_remembered = functools.lru_cache(maxsize=200)(message)


def frame(message: dict[str, Any]) -> bytes:
    """The bytes of one message of ours."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return HEADER.pack(len(body)) + body


@reads_a_stranger
def decode(value: Any) -> Any:
    """The plain value that a child encoded; raises ProtocolBroken on any other shape."""
    return _decoded(value)


def _decoded(value: Any) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is list:
        return [_decoded(item) for item in value]
    if type(value) is not dict or type(value.get("$")) is not str or value["$"] not in TAGS:
        raise ProtocolBroken("a value of unknown shape")
    tag, body = value["$"], value.get("v")
    if tag == "handle" and type(body) is int and body >= 0:
        return Handle(body, text(value.get("type")))
    if tag == "tuple" and type(body) is list:
        return tuple(_decoded(item) for item in body)
    if tag == "dict" and type(body) is list:
        return {text(key): _decoded(item) for key, item in body}
    if type(body) is str:
        if tag == "int" and len(body) <= MAX_NUMBER_DIGITS:
            return int(body, 16)
        if tag == "bytes":
            return bytes.fromhex(body)
        if tag == "float" and body in ("nan", "inf", "-inf"):
            return float(body)
    raise ProtocolBroken("a value of unknown shape")


def encode(value: Any) -> Any:
    """A value of the grader's for the child: plain data, `Handle`, or anything with `as_message()`."""
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        return value if -(1 << 53) < value < (1 << 53) else {"$": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "v": repr(value)}
    if kind is bytes:
        return {"$": "bytes", "v": value.hex()}
    if kind is list:
        return [encode(item) for item in value]
    if kind is tuple:
        return {"$": "tuple", "v": [encode(item) for item in value]}
    if kind is dict:
        return {"$": "dict", "v": [[key, encode(item)] for key, item in value.items()]}
    if kind is Handle:
        return {"$": "handle", "v": value.number}
    encoded: dict[str, Any] = value.as_message()
    return encoded


@reads_a_stranger
def text(value: Any) -> str:
    """Gives a text of the child's. Raises ProtocolBroken for anything else."""
    if type(value) is not str or len(value) > MAX_TEXT:
        raise ProtocolBroken("a text was expected")
    return value


@reads_a_stranger
def number(value: Any) -> float:
    """Gives a finite number of the child's. Raises ProtocolBroken for anything else."""
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ProtocolBroken("a number was expected")
    return float(value)


def _depth(body: bytes) -> int:
    """The deepest nesting of brackets outside of texts, so that no reader has to recurse to find out.

    It may be less than this tells where there are hardly any brackets.
    """
    most = body.count(b"[") + body.count(b"{")
    if most <= MAX_DEPTH:
        return most
    depth = deepest = 0
    for bracket in _OUTSIDE_TEXTS.finditer(body):
        if bracket[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif bracket[0] in b"]}":
            depth -= 1
    return deepest


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_NUMBER_DIGITS:
        raise ValueError("a number with too many digits")
    return int(digits)


def _floating(digits: str) -> float:
    if len(digits) > MAX_NUMBER_DIGITS:
        raise ValueError("a number with too many digits")
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number too large")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


_READER = json.JSONDecoder(
    parse_constant=_refuse, parse_int=_integer, parse_float=_floating, object_pairs_hook=_unique
)
_OUTSIDE_TEXTS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
"""A whole text, one without an end too, or one bracket."""
