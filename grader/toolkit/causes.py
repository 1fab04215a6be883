"""The errors that a child tells of, as causes of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from ...analysis.source import MAX_SOURCE_BYTES, excerpt, text_lines
from ...base.strangers_text import printable
from ...report.causes import MAX_MESSAGE, PYTHONS_OWN, SLIPS, UNWRITTEN
from ...report.report import Cause, Evidence

if TYPE_CHECKING:
    from .subject import Place, Raised

MAX_NAME = 300
"""Characters of one type or path that a child tells."""
MAX_FRAMES = 8
"""Places of one error: where it was raised, and the calls that led there."""


def cause_of(error: Raised) -> Cause:
    """An error as a child tells of it, made fit for a report: bounded, escaped, and still without source lines."""
    name = error.type[:MAX_NAME].removeprefix(PYTHONS_OWN)
    return Cause(
        type=printable(name),
        message=printable(error.message[:MAX_MESSAGE]),
        frames=tuple(_frame(place) for place in error.where[: -MAX_FRAMES - 1 : -1]),
        origin=cause_of(error.origin) if error.origin is not None else None,
        unwritten=name == UNWRITTEN,
    )


def named_in(words: str, errors: Sequence[Raised]) -> Raised | None:
    """The last of the errors whose class is named in a sentence; None when it names none."""
    spoken = set(re.findall(r"\w+", words))
    return next((error for error in reversed(errors) if error.type.rpartition(".")[2] in spoken), None)


def first_slip(error: Raised, errors: Sequence[Raised]) -> Raised:
    """The error, or the first of its class where code that went wrong by itself goes wrong again in other places."""
    if error.type not in SLIPS:
        return error
    return next((each for each in errors if each.type == error.type), error)


def quoted(cause: Cause, files: Mapping[str, bytes]) -> Cause:
    """The cause with the source lines of its places, as they stand in the submission's own files."""
    return msgspec.structs.replace(
        cause,
        frames=tuple(_quoted(frame, files) for frame in cause.frames),
        origin=quoted(cause.origin, files) if cause.origin is not None else None,
    )


def _frame(place: Place) -> Evidence:
    line = max(0, place.line)
    function = printable(place.function[:MAX_NAME])
    return Evidence(path=printable(place.path[:MAX_NAME]), line=line, end_line=line, message=f"in {function}")


def _quoted(frame: Evidence, files: Mapping[str, bytes]) -> Evidence:
    """A place with its line; what the child only made up (no such file, no such line) shows none."""
    data = files.get(frame.path, b"")
    if not frame.line or len(data) > MAX_SOURCE_BYTES:
        return frame
    return msgspec.structs.replace(frame, excerpt=excerpt(text_lines(data), frame.line))
