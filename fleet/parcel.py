"""A snapshot as bytes: what is handed in over a wire, and what a worker is sent.

Nothing in a parcel is believed: its size is limited before it is unpacked, its shape is checked by type, every path
goes through the same `Intake` as a folder's, and the tree is computed from the bytes. No file is written on the way.
"""

from __future__ import annotations

import zlib

import msgspec

from ..base.decoding import from_msgpack
from ..base.errors import UsageError
from ..workspace.intake import Intake
from ..workspace.snapshot import Oddity, Snapshot
from ..workspace.tree import encoded, snapshot

FORMAT = 1
MAX_WIRE_BYTES = 2 * 1024 * 1024
"""Of a packed hand-in: a kata's workspace takes 4 KiB."""

MAX_BYTES = 8 * 1024 * 1024
"""Of an unpacked hand-in: a thousand times a kata's workspace."""


class Refused(UsageError):
    """Bytes that are not a parcel, or not one that is taken; the message says why."""


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a snapshot: path as git has it -> content; `tree` is git's SHA-1 of them, in hex."""

    format: int = FORMAT
    tree: str
    files: dict[bytes, bytes]
    executable: tuple[bytes, ...] = ()
    oddities: tuple[tuple[str, str], ...] = ()


def parcel_of(state: Snapshot) -> Parcel:
    """The snapshot, to be sent."""
    return Parcel(
        tree=state.tree,
        files={encoded(path): data for path, data in state.files.items()},
        executable=tuple(encoded(path) for path in sorted(state.executable)),
        oddities=tuple((oddity.path, oddity.reason) for oddity in state.oddities),
    )


def snapshot_of(parcel: Parcel) -> Snapshot:
    """The snapshot that was sent; raises Refused for a path that is not taken, or a tree that is not its own."""
    if parcel.format != FORMAT:
        raise Refused(
            f"The parcel has format {parcel.format}; this program reads {FORMAT}. Use the same version."
        )
    files = {path.decode("utf-8", "surrogateescape"): data for path, data in parcel.files.items()}
    intake = Intake()
    for path, data in sorted(files.items()):
        steps = path.split("/")
        # One at a time: they may be a million.
        folders = ("/".join(steps[:end]) for end in range(1, len(steps)))
        if not all(map(intake.enters, folders)) or not intake.admits(path, len(data)):
            raise Refused(f"The parcel holds {path!r}, which is not taken into a snapshot.")
        intake.take(path, data, executable=False)
    runs = {path.decode("utf-8", "surrogateescape") for path in parcel.executable}
    try:
        found = snapshot(files, runs, tuple(Oddity(path, reason) for path, reason in parcel.oddities))
    except ValueError as error:
        raise Refused(f"The parcel is not a folder: {error}.") from None
    if found.tree != parcel.tree or not runs <= files.keys():
        raise Refused("The parcel's files are not those that its tree names.")
    return found


def pack(state: Snapshot) -> bytes:
    """The snapshot as a deflated MessagePack."""
    return zlib.compress(msgspec.msgpack.encode(parcel_of(state)))


def unpack(data: bytes) -> Snapshot:
    """The snapshot that `pack` packed; raises Refused for anything else."""
    if len(data) > MAX_WIRE_BYTES:
        raise Refused(f"The parcel has {len(data):,} bytes; {MAX_WIRE_BYTES:,} are taken.")
    try:
        parcel = from_msgpack(inflated(data, MAX_BYTES), Parcel)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(f"These bytes are not a parcel ({error}).") from None
    return snapshot_of(parcel)


def inflated(data: bytes, most: int) -> bytes:
    """What was deflated, which may be `most` bytes; raises Refused as soon as it is more."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, most + 1)
    except zlib.error as error:
        raise Refused(f"These bytes cannot be unpacked ({error}).") from None
    if len(found) > most:
        raise Refused(f"More than {most:,} bytes come out of these; they are not taken.")
    if not stream.eof or stream.unused_data:
        raise Refused("These bytes are cut off, or more follows them.")
    return found
