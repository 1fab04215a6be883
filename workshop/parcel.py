"""A hand-in as bytes: the parcel of `kata.fleet`, with what a server must ask before it reads one.

A server reads in this order, and each step refuses with a sentence: `check_length` of the header; the body, counted
as it comes (`Body`), within a deadline; then `unpack`: inflated within bounds, decoded by type, every path through the
same `Intake` as disk and history, the tree computed and compared. No file is written on the way, and git is not run.
"""

from __future__ import annotations

from ..fleet.parcel import MAX_BYTES, MAX_WIRE_BYTES, Refused, pack, unpack

__all__ = ["MAX_BYTES", "MAX_WIRE_BYTES", "Body", "Refused", "TooLong", "check_length", "pack", "unpack"]


class TooLong(Refused):
    """More bytes than are taken; a server answers 413."""


def check_length(header: str | None, most: int = MAX_WIRE_BYTES) -> None:
    """Refuses by the header `Content-Length` alone; raises TooLong, or Refused where there is none or no number."""
    if header is None or not (header.isascii() and header.isdigit()):
        raise Refused("The request does not say how long it is (Content-Length).")
    if len(header) > 18 or int(header) > most:
        raise TooLong(f"The parcel has more than {most:,} bytes, which are taken at most.")


class Body:
    """A body as it comes: never more than `most` bytes of it are held."""

    def __init__(self, most: int = MAX_WIRE_BYTES) -> None:
        self._most = most
        self._parts = bytearray()

    def add(self, chunk: bytes) -> None:
        """The next part; raises TooLong as soon as it is too much, whatever the header said."""
        if len(self._parts) + len(chunk) > self._most:
            raise TooLong(f"More than {self._most:,} bytes came, which are taken at most.")
        self._parts += chunk

    @property
    def data(self) -> bytes:
        """All that came."""
        return bytes(self._parts)
