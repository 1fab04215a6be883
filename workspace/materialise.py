"""Files written into a folder: no link is followed, none is made, a file there is replaced whole."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ..base import disk_trouble
from ..base.errors import StateError
from .names import looks_dotgit, printable
from .tree import encoded

PLAIN_MODE = 0o644
EXECUTABLE_MODE = 0o755
FOLDER_MODE = 0o755
"""Readable by all whatever the umask: the child that runs the files is another user."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def materialise(files: Mapping[str, bytes], folder: Path, executable: Collection[str] = ()) -> None:
    """Write `files` (POSIX path -> content) below `folder`, which is made if it is missing.

    Other files there stay. A link or a file in place of a folder on the way is a StateError.
    """
    for path in files:
        _check(path)
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileExistsError:
        raise StateError(f"{folder} is a file. Give a folder.") from None
    except OSError as error:
        raise disk_trouble.of_disk(error, folder) from None
    try:
        for path, content in sorted(files.items()):
            try:
                _write(root, path, content, EXECUTABLE_MODE if path in executable else PLAIN_MODE)
            except OSError as error:
                raise _refusal(error, folder, path) from None
    finally:
        os.close(root)


def _check(path: str) -> None:
    steps = path.split("/")
    if "\0" in path or any(step in ("", ".", "..") or looks_dotgit(step) for step in steps):
        raise StateError(
            f"{printable(path)!r} cannot be written: it is not a plain path inside a folder. Rename it."
        )


def _write(root: int, path: str, content: bytes, mode: int) -> None:
    *steps, name = encoded(path).split(b"/")
    with _inner(root, steps) as folder:
        try:
            _create(folder, name, content, mode)
        except FileExistsError:
            aside = b".%s.%d.part" % (name[:200], os.getpid())
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside, dir_fd=folder)
            _create(folder, aside, content, mode)
            try:
                os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
            except OSError:
                os.unlink(aside, dir_fd=folder)
                raise


def _create(folder: int, name: bytes, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(name, _NEW, mode, dir_fd=folder), "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)


@contextlib.contextmanager
def _inner(root: int, steps: list[bytes]) -> Iterator[int]:
    """The folder behind `steps`, each made if it is missing."""
    folder = os.dup(root)
    try:
        for step in steps:
            try:
                inner = os.open(step, _FOLDER, dir_fd=folder)
            except FileNotFoundError:
                os.mkdir(step, FOLDER_MODE, dir_fd=folder)
                inner = os.open(step, _FOLDER, dir_fd=folder)
                os.fchmod(inner, FOLDER_MODE)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _refusal(error: OSError, folder: Path, path: str) -> Exception:
    if error.errno in (errno.ENOTDIR, errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENOTEMPTY):
        return StateError(
            f"{printable(path)} cannot be written in {folder}: a folder stands in its place, or a file "
            "or a link in the place of one of its folders. Move that away and run this again."
        )
    return disk_trouble.of_disk(error, folder)
