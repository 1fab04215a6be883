"""What is to be sent to the room: kept whole on the disk first, sent in order, gone when the room has it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from ..base.decoding import from_msgpack
from ..base.lock import locked
from ..base.whole_files import whole_file
from ..session.clock import Instant, elapsed
from .client import NotWelcome, Refusal
from .messages import CLAIM_HEADER, Claim

ENDING = ".out"
REFUSED = ".refused"
LATE_SECONDS = 10.0
"""What is sent later than this after it was made says when that was."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The last time that the room answered: `now` by its clock, `at` by this machine's."""

    now: float
    at: Instant


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `what` says it to people, `key` what it is: of equal ones only one waits.

    `made` is when, `contact` what was known of the room's clock then.
    """

    what: str
    key: str
    path: str
    body: bytes
    headers: dict[str, str] = {}
    made: Instant
    contact: Contact | None = None
    why: str = ""


class Outbox:
    """The entries in `folder`, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, entry: Entry) -> None:
        """Keeps it; when this returns, it is on the disk."""
        with self._alone():
            if any(known.key == entry.key for _, known in self._kept(ENDING)):
                return
            numbers = [int(path.stem) for path in self._folder.glob("[0-9]*.*")]
            self._write(self._folder / f"{max(numbers, default=0) + 1:06d}{ENDING}", entry)

    def waiting(self) -> tuple[Entry, ...]:
        """What is still to be sent."""
        return tuple(entry for _, entry in self._kept(ENDING))

    def refused(self) -> tuple[Entry, ...]:
        """What the room did not take, each with its `why`."""
        return tuple(entry for _, entry in self._kept(REFUSED))

    def send(self, post: Callable[[Entry], None]) -> None:
        """Posts each in order; one that was taken goes, one that is refused is put aside, anything else ends it."""
        with self._alone():
            for path, entry in self._kept(ENDING):
                try:
                    post(entry)
                except NotWelcome:
                    raise
                except Refusal as refusal:
                    self._write(path.with_suffix(REFUSED), msgspec.structs.replace(entry, why=str(refusal)))
                path.unlink()

    def _alone(self) -> AbstractContextManager[int]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return locked(self._folder / "lock", wait=True)

    def _kept(self, ending: str) -> list[tuple[Path, Entry]]:
        found = []
        for path in sorted(self._folder.glob(f"[0-9]*{ending}")):
            try:
                found.append((path, from_msgpack(path.read_bytes(), Entry)))
            except (msgspec.DecodeError, FileNotFoundError):
                continue
        return found

    @staticmethod
    def _write(path: Path, entry: Entry) -> None:
        with whole_file(path) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(msgspec.msgpack.encode(entry))


def headers_now(entry: Entry, now: Instant) -> dict[str, str]:
    """The headers to send it with: of what is late, when it was made as this machine believes."""
    late = elapsed(entry.made, now)
    if entry.contact is None or late.worked + late.suspended < LATE_SECONDS:
        return entry.headers
    made = elapsed(entry.contact.at, entry.made)
    told = []
    if len({entry.contact.at.boot, entry.made.boot, now.boot}) > 1:
        told.append("boot")
    if made.moved or late.moved:
        told.append("moved")
    claim = Claim(
        at=round(entry.contact.now + made.worked + made.suspended, 3),
        since=entry.contact.now,
        told=tuple(told),  # type: ignore[arg-type]
    )
    return {**entry.headers, CLAIM_HEADER: msgspec.json.encode(claim).decode("ascii")}
