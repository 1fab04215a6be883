"""Frames between this process and its workers: a job's number and its bytes, over a pipe."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

HEAD = struct.Struct(">QI")
"""The job's number, and how many bytes follow."""

ANSWER, PROGRESS = b"A", b"P"
"""What a frame of a worker begins with."""

COUNTS = struct.Struct(">II")
"""Of progress: checks that are decided, and all."""


def write(stream: IO[bytes], job: int, data: bytes) -> None:
    """Writes one frame whole; raises OSError when nobody reads any more."""
    stream.write(HEAD.pack(job, len(data)) + data)
    stream.flush()


def read(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each frame as it comes, up to the end of the stream; a frame that is cut off is none."""
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        job, size = HEAD.unpack(head)
        data = stream.read(size)
        if len(data) < size:
            return
        yield job, data
