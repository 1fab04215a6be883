"""What an exam tells beside the result of each test: values that cross from its process to the grader's."""

from __future__ import annotations

import os

import msgspec

from ...report.report import Cause, ObjectPicture
from ...sandbox.protocol import frame

MAX_ROWS = 5_000
"""Things that run of which a child may tell; its driver tells no more."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The exam itself failed: the grader's or the machine's trouble."""

    trouble: str


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job's process has ended with this status (minus the signal's number); 0 is as it should be."""

    status: int


class Unloadable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A client module could not even be imported; nothing else can be found out."""

    module: str
    cause: Cause


class Looked(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the child says of itself once everything is imported: shown, or compared with the sources."""

    picture: ObjectPicture = ObjectPicture()


class Ran(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the children said of what runs in them, each row once: compared with the sources."""

    rows: tuple[tuple[str, str, int, str, str], ...] = ()


class Tangled(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What happened in this lane may change how a later test goes."""


class Again(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The exam begins again: what was told before counts no more."""


def say(descriptor: int, value: msgspec.Struct) -> None:
    """Writes one value whole. Raises OSError when nobody reads any more."""
    data = frame(msgspec.to_builtins(value))
    while data:
        data = data[os.write(descriptor, data) :]
