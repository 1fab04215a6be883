"""One writer at a time, and a killed writer's git counts until it has ended."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from ..base import disk_trouble


@contextlib.contextmanager
def alone(path: Path) -> Iterator[int]:
    """Waits for the lock at `path` and holds it; git is to inherit the descriptor, and so holds it too."""
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise disk_trouble.of_disk(error, path) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)
