"""What the disk refuses, as errors that say what to do next."""

from __future__ import annotations

import errno
from pathlib import Path

from kata.errors import KataError, MachineError, StateError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def of_disk(error: OSError, place: Path) -> KataError:
    """The error to raise for what the operating system refused at `place`."""
    if error.errno in FULL:
        return full(place)
    if error.errno in FORBIDDEN:
        return forbidden(place)
    return StateError(
        f"{place}: {error.strerror or error}. Look at that file or folder, then run this again."
    )


def full(place: Path) -> MachineError:
    """The disk has no room left."""
    return MachineError(
        f"The disk is full: {place} could not be written. Free some space and run this again."
    )


def forbidden(place: Path) -> StateError:
    """The folder may not be read or written by this user."""
    return StateError(
        f"No permission at {place}: it is read-only or belongs to another user. "
        "Make it readable and writable for you (chmod u+rwX), or use another folder."
    )
