"""One command at a time in a sitting; the system lets go of the lock when its holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..base.errors import StateError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock file `path`, or says at once that somebody else does."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                "Another kata command is at work in this workspace. Wait until it is done, then try again."
            ) from error
        yield
