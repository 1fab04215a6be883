"""Where the submissions of a cohort are: folders, archives, bundles, addresses, or a table that lists them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..base.errors import UsageError

PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".bundle")
"""Endings of what a folder of submissions may hold beside folders."""

COLUMNS = ("source", "repository", "repo", "url", "path")
"""Names of the column of a table that says where a submission is; `name` says whose it is."""

MAX_TABLE_BYTES = 16 * 1024 * 1024
"""Of a table: a hundred thousand rows."""

MAX_NAME = 80
"""Characters of a name, which becomes the name of a folder."""

_STRANGE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Source:
    """One submission: `name` is unique in the cohort and can be a folder's; `place` is a path or an address."""

    name: str
    place: str

    @property
    def is_address(self) -> bool:
        """Whether it must be fetched first."""
        return "://" in self.place


def sources(named: Sequence[str]) -> tuple[Source, ...]:
    """Every submission that the words of a command line name, in order, each place once.

    A folder without a workspace of its own stands for what lies in it. Raises UsageError for what is not there.
    """
    found: dict[str, str] = {}
    for word in named:
        for place, name in _places(word):
            found.setdefault(place, name)
    if not found:
        raise UsageError(
            "There is nothing to grade. Name folders, archives, bundles, addresses or a CSV of them."
        )
    taken: set[str] = set()
    return tuple(Source(_free(name, taken), place) for place, name in found.items())


def _places(word: str) -> Iterator[tuple[str, str]]:
    if "://" in word:
        yield word, _last_step(word)
        return
    path = Path(word)
    if path.is_dir():
        inside = [] if _is_submission(path) else sorted(each for each in path.iterdir() if _is_one(each))
        for each in inside or [path]:
            yield str(each.resolve()), each.resolve().name if each.is_dir() else _bare(each.name)
    elif path.suffix.lower() == ".csv" and path.is_file():
        yield from _listed(path)
    elif path.exists():
        yield str(path.resolve()), _bare(path.name)
    else:
        raise UsageError(f"{word} does not exist. Name a folder, an archive, a bundle, an address or a CSV.")


def _is_submission(folder: Path) -> bool:
    """Whether it is a repository or a workspace, rather than a folder of them."""
    names = {each.name for each in folder.iterdir()}
    return bool(names & {".git", "BRIEF.md"}) or {"HEAD", "objects"} <= names


def _is_one(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink():
        return False
    return path.is_dir() or path.name.lower().endswith(PACKED)


def _listed(table: Path) -> Iterator[tuple[str, str]]:
    """The rows of a table; paths in it are relative to its folder."""
    if table.stat().st_size > MAX_TABLE_BYTES:
        raise UsageError(f"{table} has more than {MAX_TABLE_BYTES:,} bytes. Split it.")
    try:
        rows = [row for row in csv.reader(table.read_text("utf-8-sig").splitlines()) if any(row)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{table} cannot be read as a table ({error}). Save it as CSV in UTF-8.") from None
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    where = next((head.index(column) for column in COLUMNS if column in head), None)
    whose = head.index("name") if "name" in head else None
    if where is None:
        where, whose = 0, 1
    else:
        rows = rows[1:]
    for number, row in enumerate(rows, 1):
        place = row[where].strip() if where < len(row) else ""
        if not place:
            raise UsageError(f"{table}: row {number} does not say where the submission is.")
        name = row[whose].strip() if whose is not None and whose < len(row) else ""
        if "://" in place:
            yield place, name or _last_step(place)
        else:  # what is not there costs its own row alone
            path = (table.parent / place).resolve()
            yield str(path), name or _bare(path.name)


def _last_step(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].removesuffix(".git")


def _bare(name: str) -> str:
    ending = next(
        (ending for ending in sorted(PACKED, key=len, reverse=True) if name.lower().endswith(ending)), ""
    )
    return name[: len(name) - len(ending)] if ending else name


def _free(name: str, taken: set[str]) -> str:
    """The name without what a folder's must not have, and with a number when another has it."""
    plain = _STRANGE.sub("-", name).strip(".-")[:MAX_NAME] or "submission"
    number, found = 1, plain
    while found.casefold() in taken:
        number += 1
        found = f"{plain}-{number}"
    taken.add(found.casefold())
    return found


def names(found: Iterable[Source]) -> tuple[str, ...]:
    """The names of the submissions."""
    return tuple(source.name for source in found)
