"""Reads a TOML file into a structure, and tells all that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec

from ..base.decoding import converted
from ..base.errors import ContentError, Mistake
from .kata import FORMAT_VERSION

NOTE = re.compile(r"\A<!--.*?-->\n")
"""A first line that an author writes to authors; nobody else is shown it."""

Shape = TypeVar("Shape", bound=msgspec.Struct)


MIGRATION = "compare the file with docs/content.md, then write the new number"
"""What leads from an older format to this one; there has been none yet."""


class Mistakes:
    """Collects what is wrong with the files of a pack, until someone wants to know."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: list[Mistake] = []

    def add(self, path: Path, field: str, problem: str) -> None:
        """Notes a mistake in the file or folder `path` of the pack."""
        relative = path.relative_to(self._root).as_posix()
        self._found.append(Mistake(relative, field, problem))

    def raise_if_any(self) -> None:
        """Raises a `ContentError` with every mistake that was noted."""
        if self._found:
            raise ContentError(tuple(self._found))


def without_note(text: str) -> str:
    """A page as its readers are shown it: without a first line that is a comment."""
    return NOTE.sub("", text, count=1)


def read_table(path: Path, shape: type[Shape], mistakes: Mistakes) -> Shape | None:
    """The table in the file `path`, or nothing when a mistake was noted."""
    try:
        value = tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        mistakes.add(path, "", "is missing; write it")
        return None
    except UnicodeDecodeError:
        mistakes.add(path, "", "is not UTF-8; save it as UTF-8")
        return None
    except tomllib.TOMLDecodeError as error:
        mistakes.add(path, "", f"is not TOML: {error}")
        return None
    version = value.get("format_version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        older = isinstance(version, int) and version < FORMAT_VERSION
        do = MIGRATION if older else "install a newer kata"
        mistakes.add(path, "format_version", f"is {version!r}, and this version reads {FORMAT_VERSION}; {do}")
        return None
    problems: list[tuple[str, str]] = []
    table = table_of(value, shape, "", problems)
    for field, problem in problems:
        mistakes.add(path, field, problem)
    return table if not problems else None


def table_of(value: Any, shape: type[Shape], place: str, problems: list[tuple[str, str]]) -> Shape | None:
    """The table `value` that stands at `place`; None when `problems` got mistakes, as field and sentence."""
    if not isinstance(value, dict):
        problems.append((place, "is not a table; write it as one"))
        return None
    before = len(problems)
    prefix = f"{place}." if place else ""
    fields = _fields(shape)
    for unknown in value.keys() - fields.keys():
        problems.append((prefix + unknown, f"is unknown; known are {', '.join(fields)}"))
    content: dict[str, Any] = {}
    for name, field in fields.items():
        if name in value:
            content[name] = _value(value[name], field.type, prefix + name, problems)
        elif field.required:
            problems.append((prefix + name, "is missing; add it"))
    return shape(**content) if len(problems) == before else None


@cache
def _fields(shape: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(shape)}


def _value(value: Any, wanted: Any, place: str, problems: list[tuple[str, str]]) -> Any:
    if get_origin(wanted) is Annotated:
        wanted = get_args(wanted)[0]
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return table_of(value, wanted, place, problems)
    container = get_origin(wanted)
    if container in (list, tuple) and isinstance(value, list):
        item = get_args(wanted)[0]  # of a tuple as well: only `tuple[item, ...]` stands in tables
        return container(
            _value(each, item, f"{place}[{index}]", problems) for index, each in enumerate(value)
        )
    try:
        return converted(value, wanted)
    except msgspec.ValidationError as error:
        problems.append((place, f"has the wrong type: {error}"))
        return None
