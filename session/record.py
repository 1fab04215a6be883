"""The record of a sitting: an append-only chain in which a changed or missing line is found.

Each line of JSON carries the hash of the line before; a second file holds how many lines there are
and the hash of the last, so that lines cut off the end are missed too. Who rewrites both files with
care is not found out: on a trainee's own machine nothing is beyond its owner.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from ..base.decoding import from_json
from ..base.whole_files import write_whole
from .clock import Instant
from .events import Entry, Event


class _Head(msgspec.Struct, frozen=True):
    """What the last line was when it was written: how many lines, and its hash."""

    lines: int
    digest: str


class Record:
    """The entries kept in the file `path`, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._head = path.with_suffix(".head")

    def append(self, event: Event, at: Instant) -> Entry:
        """Adds one entry; when this returns, it is on the disk."""
        lines = self._lines()
        entry = Entry(previous=_digest(lines[-1]) if lines else "", at=at, event=event)
        line = msgspec.json.encode(entry)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            # A last line without its end is what a killed process left: it is written over.
            file.seek(sum(len(kept) + 1 for kept in lines))
            file.truncate()
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._write_head(_Head(len(lines) + 1, _digest(line)))
        return entry

    def entries(self) -> tuple[Entry, ...]:
        """Every entry that can be read; what cannot be is among the `problems`."""
        return tuple(entry for line in self._lines() if (entry := _read(line)) is not None)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the chain, a sentence each; nothing when it is whole."""
        lines = self._lines()
        found = []
        previous = ""
        for number, line in enumerate(lines, start=1):
            entry = _read(line)
            if entry is None:
                found.append(f"Line {number} of the sitting's record cannot be read.")
            elif entry.previous != previous:
                found.append(f"The sitting's record was changed by hand before line {number}.")
            previous = _digest(line)
        return (*found, *self._end_problems(lines))

    def _end_problems(self, lines: list[bytes]) -> tuple[str, ...]:
        """Whether the end is what it was when it was written, or one line longer (killed in between)."""
        try:
            head = from_json(self._head.read_bytes(), _Head)
        except FileNotFoundError:
            return ("The count of the sitting's record is missing.",) if len(lines) > 1 else ()
        except (msgspec.DecodeError, UnicodeDecodeError):
            return ("The count of the sitting's record cannot be read.",)
        if head.lines < 1:
            return ("The count of the sitting's record was changed by hand.",)
        if len(lines) < head.lines:
            return (f"{head.lines - len(lines)} lines are missing at the end of the sitting's record.",)
        if len(lines) > head.lines + 1:
            return (f"{len(lines) - head.lines} lines were added to the sitting's record by hand.",)
        if _digest(lines[head.lines - 1]) != head.digest:
            return (f"Line {head.lines} of the sitting's record was changed by hand.",)
        return ()

    def _lines(self) -> list[bytes]:
        """The whole lines of the file, without their ends."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return data.split(b"\n")[:-1]

    def _write_head(self, head: _Head) -> None:
        write_whole(self._head, msgspec.json.encode(head))


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _read(line: bytes) -> Entry | None:
    try:
        return from_json(line, Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
