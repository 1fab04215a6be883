"""A zip, a tar or a bundle of git's, unpacked into a folder of ours; nothing of it is believed or followed."""

from __future__ import annotations

import contextlib
import io
import os
import re
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..base import disk_trouble
from ..base.errors import UsageError
from . import git
from .intake import MAX_ENTRIES, MAX_FILE_BYTES, PASSED_OVER
from .materialise import materialise
from .names import printable

MAX_ARCHIVE_BYTES = 128 * 1024 * 1024
"""Of the packed file, and of all that comes out of it: twice the largest snapshot, for its history."""

MAX_DIRECTORY_BYTES = 8 * 1024 * 1024
"""Of a zip's own list of names, which is read whole: far more than `MAX_ENTRIES` names need."""

MAX_MESSAGE = 200
"""Characters of what another program says of a damaged archive."""

NOWHERE = "a-link-that-kata-does-not-follow"
"""What every link of an archive is made to point to, so that reading the folder tells of it."""

COPIES = ("__MACOSX",)
"""Folders that a packing program adds for itself."""

_BUNDLE = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ": "lzma"}
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_REF = re.compile(r"refs/(heads|tags)/(?!.*(\.\.|//|/\.|\.lock))[\w][\w./+-]*")


@dataclass(frozen=True)
class _Member:
    """One name in an archive; `link` is true for whatever is neither a file nor a folder."""

    path: str
    size: int
    link: bool
    executable: bool
    read: IO[bytes] | None = None


@contextlib.contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """A folder, for as long as this lasts, with what is in the archive; raises UsageError if it is none.

    A folder that alone holds everything is entered, as packing programs make one.
    """
    with tempfile.TemporaryDirectory(prefix="kata-archive-") as place:
        folder = Path(place).resolve() / (archive.name.partition(".")[0] or "archive")
        folder.mkdir()
        try:
            _unpack(archive, folder)
        except (
            zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError,
            UnicodeError, ValueError, struct.error,
        ) as error:  # fmt: skip
            said = printable(str(error))[:MAX_MESSAGE] or type(error).__name__
            raise UsageError(f"{archive} cannot be unpacked ({said}). Pack it again.") from None
        yield _entered(folder)


def _unpack(archive: Path, folder: Path) -> None:
    try:
        size = archive.stat().st_size
        if not archive.is_file():
            raise UsageError(f"{archive} is not a plain file. Name a folder, or a .zip, .tar.gz or .bundle.")
        if size > MAX_ARCHIVE_BYTES:
            raise _too_large(archive)
        with archive.open("rb") as file:
            head = file.read(512)
            file.seek(0)
            if head.startswith(_BUNDLE):
                _unbundle(archive, folder)
            elif head.startswith(_ZIP):
                _insist_on_small_directory(archive, file, size)
                _lay(archive, folder, _zip_members(archive, file))
            elif compression := next(
                (name for mark, name in _COMPRESSED.items() if head.startswith(mark)), ""
            ):
                _lay(archive, folder, _tar_members(_decompressed(compression, file)))
            elif head[_TAR_MARK_AT:].startswith(_TAR_MARK):
                _lay(archive, folder, _tar_members(file))
            else:
                raise UsageError(
                    f"{archive} is neither a folder nor a .zip, .tar.gz or .bundle. Name one of these."
                )
    except OSError as error:
        if error.errno is None:  # what the decompressors raise for damaged data
            raise ValueError(str(error)) from None
        raise disk_trouble.of_disk(error, archive) from None
    except _TooMuch:
        raise _too_large(archive) from None


def _lay(archive: Path, folder: Path, members: Iterable[_Member]) -> None:
    """Writes the plain files, then a link to nowhere for every link."""
    total = 0
    links: list[str] = []
    for number, member in enumerate(members):
        if number >= MAX_ENTRIES:
            raise UsageError(f"{archive} holds more than {MAX_ENTRIES:,} names. Pack the workspace alone.")
        path = _plain(archive, member.path)
        if not path or not PASSED_OVER.isdisjoint(path.split("/")) or path.split("/")[0] in COPIES:
            continue
        if member.link:
            links.append(path)
            continue
        if member.size > MAX_FILE_BYTES and ".git" not in path.split("/"):
            _write(folder, path, b"", executable=False)
            os.truncate(folder / path, member.size)  # never taken in, and told of by its size
            continue
        total += member.size
        if total > MAX_ARCHIVE_BYTES:
            raise _too_large(archive)
        assert member.read is not None
        data = member.read.read(member.size + 1)
        if len(data) != member.size:
            raise ValueError(f"{path} is not as long as it is said to be")
        _write(folder, path, data, member.executable)
    for path in links:
        target = folder / path
        with contextlib.suppress(OSError):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(NOWHERE)


def _plain(archive: Path, name: str) -> str:
    """The path below the folder; empty for the folder itself. Whatever leads out of it is refused."""
    steps = [step for step in name.split("/") if step not in ("", ".")]
    if name.startswith("/") or ".." in steps or "\\" in name or "\0" in name:
        raise UsageError(
            f"{archive} holds the name {printable(name)!r}, which leads out of its folder. "
            "It is not unpacked. Pack the workspace again."
        )
    return "/".join(steps)


def _write(folder: Path, path: str, data: bytes, executable: bool) -> None:
    """As every file is written, but for git's own folder, whose names are refused there."""
    *steps, name = path.split("/")
    own = [number for number, step in enumerate(steps) if step == ".git"]
    if own:
        inside = folder.joinpath(*steps[: own[0] + 1])
        materialise({"/".join([*steps[own[0] + 1 :], name]): data}, inside)
    else:
        materialise({path: data}, folder, executable=[path] if executable else [])


def _zip_members(archive: Path, file: IO[bytes]) -> Iterator[_Member]:
    with zipfile.ZipFile(file) as packed:
        for info in packed.infolist():
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                raise UsageError(f"{archive} is encrypted. Pack it without a password.")
            mode = info.external_attr >> 16
            kind = mode & 0o170000
            if kind not in (0, 0o100000):
                yield _Member(info.filename, 0, link=True, executable=False)
            elif info.file_size > MAX_ARCHIVE_BYTES:
                raise _TooMuch
            else:
                with packed.open(info) as inside:
                    yield _Member(info.filename, info.file_size, False, bool(mode & 0o100), inside)


def _insist_on_small_directory(archive: Path, file: IO[bytes], size: int) -> None:
    """A zip's list of names is read whole by Python, so its length is looked at before."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise ValueError("it has no list of its names")
    (length,) = struct.unpack("<L", tail[at + 12 : at + 16])
    if length > MAX_DIRECTORY_BYTES or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise _too_large(archive)
    file.seek(0)


def _tar_members(file: IO[bytes]) -> Iterator[_Member]:
    with tarfile.open(fileobj=_Limited(file), mode="r|") as packed:
        for info in packed:
            if info.isdir():
                continue
            if info.size > MAX_ARCHIVE_BYTES:
                raise _TooMuch
            if info.isreg() and not info.issparse():
                yield _Member(info.name, info.size, False, bool(info.mode & 0o100), packed.extractfile(info))
            else:
                yield _Member(info.name, 0, link=True, executable=False)


class _TooMuch(Exception):
    """More comes out of an archive than is taken in."""


class _Limited(io.RawIOBase):
    """A stream that gives no more than twice `MAX_ARCHIVE_BYTES`: what a tar writes around its files counts too."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self._left = 2 * MAX_ARCHIVE_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuch
        return data


def _decompressed(name: str, file: IO[bytes]) -> IO[bytes]:
    from importlib import import_module

    try:
        opened: IO[bytes] = import_module(name).open(file)
    except ImportError:
        raise UsageError(f"This Python cannot read {name}. Pack the folder as a .zip.") from None
    return opened


def _unbundle(archive: Path, folder: Path) -> None:
    """A bare repository with the bundle's branches and tags."""
    git.run(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder)])
    try:
        listed = git.run(
            [f"--git-dir={folder}", "bundle", "unbundle", str(archive.absolute())], place=archive
        )
    except git.GitFailed as failure:
        said = printable(failure.complaint.splitlines()[0] if failure.complaint else "")[:MAX_MESSAGE]
        raise UsageError(
            f"git cannot read the bundle {archive} ({said}). Make it whole: git bundle create FILE --all HEAD."
        ) from None
    rows = [line.split(" ", 1) for line in listed.decode("utf-8", "replace").splitlines() if " " in line]
    names = {name: identity for identity, name in rows if _REF.fullmatch(name)}
    head = next((identity for identity, name in rows if name == "HEAD"), "")
    branch = next((name for name, identity in names.items() if "/heads/" in name and identity == head), "")
    (folder / "packed-refs").write_text("".join(f"{identity} {name}\n" for name, identity in names.items()))
    only = [name for name in names if "/heads/" in name]
    on = branch or (only[0] if len(only) == 1 else "")
    if on or head:
        (folder / "HEAD").write_text(f"ref: {on}\n" if on else f"{head}\n")


def _too_large(archive: Path) -> UsageError:
    return UsageError(
        f"{archive} is too large: more than {MAX_ARCHIVE_BYTES // (1024 * 1024)} MB come out of it, or are said "
        "to. Pack the workspace alone, without what tools put into it."
    )


def _entered(folder: Path) -> Path:
    """The one folder that an archive holds, if that is all; never git's own."""
    for _ in range(3):
        inside = [each for each in folder.iterdir() if each.name == ".git" or not each.name.startswith(".")]
        only = inside[0] if len(inside) == 1 else folder
        if only is folder or only.name == ".git" or only.is_symlink() or not only.is_dir():
            return folder
        folder = only
    return folder
