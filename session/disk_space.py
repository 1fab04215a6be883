"""Tells a full disk from git's other troubles, which git itself does not always do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM_BYTES = 64 * 1024
"""With less than this left, git cannot write its files, whatever it says about it."""


@contextmanager
def room_needed(*places: Path) -> Iterator[None]:
    """Turns a failure of git into the sentence about a full disk, when one of `places` is full.

    Raises MachineError then.
    """
    from ..base import disk_trouble
    from ..workspace.git import GitFailed

    try:
        yield
    except GitFailed as failure:
        for place in places:
            if _room(place) < ROOM_BYTES:
                raise disk_trouble.full(place) from failure
        raise


def _room(place: Path) -> int:
    """Bytes that this user can still write at `place`, or above it where it is missing."""
    while not place.exists():
        place = place.parent
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize
