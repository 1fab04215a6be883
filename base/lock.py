"""One at a time, by a lock file: the system lets go of the lock when its last holder has died."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from . import disk_trouble
from .errors import StateError


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[int]:
    """Holds the lock file `path`: waits for it, or raises StateError at once where somebody else has it.

    The file descriptor may be handed to a process that is started; then that one holds the lock too.
    """
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise disk_trouble.of_disk(error, path) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                "Another kata command is at work in this workspace. Wait until it is done, then try again."
            ) from error
        yield lock
    finally:
        os.close(lock)
