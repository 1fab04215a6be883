"""The entries of a git tree, and the content of its files, read through a runner and verified."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from . import objects
from .git import GitFailed
from .objects import Runner
from .tree import EXECUTABLE, PLAIN, tree_id


class TreeEntry(msgspec.Struct, frozen=True):
    """What a tree says of one path; `size` in bytes, 0 for what is no file."""

    path: str
    mode: str
    id: str
    size: int

    @property
    def plain(self) -> bool:
        """Whether it is a file, not a link or a submodule."""
        return self.mode in (PLAIN, EXECUTABLE)

    @property
    def executable(self) -> bool:
        """Whether its owner may execute it."""
        return self.mode == EXECUTABLE


def entries(run: Runner, tree: str) -> tuple[TreeEntry, ...]:
    """Lists every entry below `tree`, folders left out; the whole listing must hash to `tree` itself.

    Raises StateError when it does not, or when an object is missing.
    """
    try:
        answer = run(["ls-tree", "-r", "-l", "-z", "--full-tree", tree], b"")
    except GitFailed as failure:
        if objects.tells_of_forgery(failure.complaint):
            raise objects.forged(tree) from None
        raise objects.lacking(tree) from None
    try:
        found = tuple(_entry(row) for row in answer.split(b"\0") if row)
        listed = tree_id({entry.path: (entry.mode, entry.id) for entry in found})
    except ValueError:
        found, listed = (), ""
    if listed != tree:
        raise objects.forged(tree)
    return found


def files(run: Runner, found: Sequence[TreeEntry]) -> dict[str, bytes]:
    """The content of the plain files among `found`, each verified."""
    plain = [entry for entry in found if entry.plain]
    blobs = objects.read(run, (entry.id for entry in plain))
    return {entry.path: blob.data for entry, blob in zip(plain, blobs, strict=True)}


def _entry(row: bytes) -> TreeEntry:
    about, _, path = row.partition(b"\t")
    mode, _, identity, size = about.decode("ascii").split()
    return TreeEntry(
        path.decode("utf-8", "surrogateescape"), mode, identity, int(size) if size.isdecimal() else 0
    )
