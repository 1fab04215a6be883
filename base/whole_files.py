"""Files written whole or not at all: a reader sees what was there before or what is there now, never a part."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

UNFINISHED = ".part"
"""The end of the name of a file that is still being written."""


def write_whole(path: Path, data: bytes) -> None:
    """Puts `data` at `path`, in place of what is there, as `whole_file` does."""
    with whole_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Opens a file to write, which takes the place of `path` at the end; when this is over, it is on the disk.

    The folder is made if it is missing. Raises OSError, and then, as for any error, `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as aside, aside.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives the name of a file beside `path` for another program to write; at the end it takes the place of `path`.

    Raises OSError, and then, as for any error, `path` is as it was and nothing is left beside it.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{UNFINISHED}")
    try:
        yield aside
        aside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
