"""A folder read as raw bytes: nothing followed, nothing run, nothing waited for, nothing in silence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from ..base import disk_trouble
from ..base.errors import StateError
from .intake import ENVIRONMENT_MARKS, MAX_ENTRIES, Intake, is_bookkeeping, order
from .snapshot import Snapshot

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
UNREADABLE = "cannot be read by this user; left out. Make it readable (chmod u+rX)."
SECOND_NAME = "has a second name elsewhere (a hard link); not read. Replace it by a copy."
NOT_READ = (UNREADABLE, SECOND_NAME)
"""Why a plain file was not read that can be fixed without a change of its content."""


def ingest(
    folder: Path, reading: Callable[[str], None] = lambda path: None, *, first: Sequence[str] = ()
) -> Snapshot:
    """The files of `folder` now; `reading` is told each path just before it is opened.

    What lies at or below `first` (names at the top, with `/` behind them) is read before all else: where there
    is too much, it is not what is left out.
    A folder that changes while it is read is read once more; then it is a StateError.
    """
    try:
        return _Walk(folder, reading, first).snapshot()
    except _Changed:
        pass
    try:
        return _Walk(folder, reading, first).snapshot()
    except _Changed as change:
        raise StateError(
            f"{folder} changed while it was read ({change}). Stop what writes there (an editor, a test run, "
            "a synchronised folder) and run this again."
        ) from None


class _Changed(Exception):
    """Something is no longer what it was a moment ago."""


class _Walk:
    def __init__(self, folder: Path, reading: Callable[[str], None], first: Sequence[str]) -> None:
        self._folder = folder
        self._reading = reading
        self._first = first
        self._intake = Intake()
        self._entries = 0

    def snapshot(self) -> Snapshot:
        root = self._open_root()
        try:
            self._read_folder(root, "")
        finally:
            os.close(root)
        return self._intake.snapshot()

    def _open_root(self) -> int:
        try:
            return os.open(self._folder, _FOLDER)
        except FileNotFoundError:
            raise StateError(f"{self._folder} does not exist. Give the folder of a workspace.") from None
        except OSError as error:
            if self._folder.is_symlink():
                raise StateError(f"{self._folder} is a link. Give the folder that it points to.") from None
            if error.errno == errno.ENOTDIR:
                raise StateError(f"{self._folder} is not a folder. Give the folder of a workspace.") from None
            raise disk_trouble.of_disk(error, self._folder) from None

    def _read_folder(self, folder: int, path: str) -> None:
        try:
            names = self._names(folder, path)
        except OSError:
            self._intake.odd(path or ".", UNREADABLE)
            return
        mark = next((mark for mark in ENVIRONMENT_MARKS if path and _is_plain(folder, mark)), "")
        if mark:
            self._intake.odd_environment(path, mark)
            return
        for name in names if path else sorted(names, key=lambda name: order(f"{name}/", self._first)):
            if not path and name == ".git":
                continue
            here = f"{path}/{name}" if path else name
            try:
                self._read_entry(folder, name, here)
            except PermissionError:
                self._intake.odd(here, UNREADABLE)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ESTALE):
                    raise _Changed(here) from None
                self._intake.odd(
                    here, f"cannot be read ({error.strerror}); left out. Make it readable, or delete it."
                )

    def _names(self, folder: int, path: str) -> list[str]:
        names: list[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(entry.name)
                if len(names) + self._entries > MAX_ENTRIES:
                    self._intake.odd(
                        path or ".",
                        f"brings more than {MAX_ENTRIES:,} names; not read. Move what is not code away.",
                    )
                    return [] if path else self._there_of_first(folder)
        self._entries += len(names)
        return sorted(names)

    def _there_of_first(self, root: int) -> list[str]:
        return [name for name in (each.rstrip("/") for each in self._first) if _is_there(root, name)]

    def _read_entry(self, folder: int, name: str, path: str) -> None:
        seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(seen.st_mode):
            if self._intake.enters(path):
                self._enter(folder, name, path, seen)
        elif is_bookkeeping(path):
            return
        elif stat.S_ISLNK(seen.st_mode):
            self._intake.odd(path, "is a link; not followed. Put the file itself there.")
        elif not stat.S_ISREG(seen.st_mode):
            self._intake.odd(path, "is not a plain file (a pipe, socket or device); not opened. Delete it.")
        elif seen.st_nlink > 1:
            self._intake.odd(path, SECOND_NAME)
        elif self._intake.admits(path, seen.st_size):
            data = self._content(folder, name, path, seen)
            self._intake.take(path, data, bool(seen.st_mode & stat.S_IXUSR))

    def _enter(self, folder: int, name: str, path: str, seen: os.stat_result) -> None:
        inner = os.open(name, _FOLDER, dir_fd=folder)
        try:
            if not os.path.samestat(seen, os.fstat(inner)):
                raise _Changed(path)
            self._read_folder(inner, path)
        finally:
            os.close(inner)

    def _content(self, folder: int, name: str, path: str, seen: os.stat_result) -> bytes:
        self._reading(path)
        descriptor = os.open(name, _FILE, dir_fd=folder)
        try:
            if _state(os.fstat(descriptor)) != _state(seen):
                raise _Changed(path)
            data = _read(descriptor, seen.st_size)
            if len(data) != seen.st_size or _state(os.fstat(descriptor)) != _state(seen):
                raise _Changed(path)
            return data
        finally:
            os.close(descriptor)


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


def _is_plain(folder: int, path: str) -> bool:
    """Whether a plain file lies at `path` below an open folder, over no link."""
    steps = path.split("/")
    try:
        seen = [
            os.stat("/".join(steps[: count + 1]), dir_fd=folder, follow_symlinks=False)
            for count in range(len(steps))
        ]
    except OSError:
        return False
    return all(stat.S_ISDIR(each.st_mode) for each in seen[:-1]) and stat.S_ISREG(seen[-1].st_mode)


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_mode, status.st_nlink, status.st_size, status.st_mtime_ns)


def _read(descriptor: int, size: int) -> bytes:
    """Up to one byte more than `size`, so that growth shows."""
    data = bytearray()
    while len(data) <= size:
        chunk = os.read(descriptor, size + 1 - len(data))
        if not chunk:
            break
        data += chunk
    return bytes(data)
