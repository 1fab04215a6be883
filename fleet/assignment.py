"""What a worker is asked and what it answers, as bytes: MessagePack, deflated, decoded by type."""

from __future__ import annotations

import zlib
from typing import Literal, TypeVar

import msgspec

from ..base.decoding import from_msgpack
from ..report.report import Report
from ..workspace.intake import MAX_TOTAL_BYTES
from .parcel import Parcel, Refused, inflated

FORMAT = 1
MAX_BYTES = 8 * MAX_TOTAL_BYTES
"""Of an assignment or an answer, unpacked: as many whole snapshots as a kata of seven stages has."""

Kind = Literal["graded", "trouble", "wrong-version"]


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """One grading: which kata and stage, the files, what closed each stage before, and all that the verdict rests on.

    `fingerprint` is that of `kata.session.gradings`; `pack` a folder that the worker must have, empty for the
    built-in one; `seed` what examples are drawn from; `require` the weakest walls that are taken; `exam_seconds` the
    real time for all calls of hidden tests together, 0: as usual.
    """

    format: int = FORMAT
    fingerprint: str
    kata: str
    pack: str = ""
    stage: int
    refactored: bool = False
    current: Parcel
    baselines: tuple[Parcel, ...]
    seed: str
    require: str
    exam_seconds: float = 0.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker found: a report, or why there is none. `seconds` is the real time that it took."""

    format: int = FORMAT
    kind: Kind
    fingerprint: str = ""
    report: Report | None = None
    trouble: str = ""
    host: str = ""
    seconds: float = 0.0


T = TypeVar("T", Assignment, Answer)


def encode(message: Assignment | Answer) -> bytes:
    """The message as bytes."""
    return zlib.compress(msgspec.msgpack.encode(message), 1)


def decode(data: bytes, kind: type[T]) -> T:
    """The message of that kind; raises Refused for bytes that are something else."""
    try:
        found = from_msgpack(inflated(data, MAX_BYTES), kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(f"These bytes are no {kind.__name__.lower()} ({error}).") from None
    if found.format != FORMAT:
        raise Refused(f"This has format {found.format}; this program reads {FORMAT}. Use the same version.")
    return found
