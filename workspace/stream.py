"""A snapshot as git's fast-import reads it."""

from __future__ import annotations

from .snapshot import Snapshot
from .tree import EXECUTABLE, PLAIN, encoded


def commit(snapshot: Snapshot, *, ref: str, committer: str, message: str, parent: str = "") -> bytes:
    """The commands that put a commit of exactly `snapshot` on `ref`.

    `committer` is `NAME <EMAIL> WHEN`; `parent` is the commit before it, if any.
    """
    parts = [b"commit %s\n" % encoded(ref), b"committer %s\n" % encoded(committer), data(encoded(message))]
    if parent:
        parts.append(b"from %s\n" % parent.encode())
    parts.append(b"deleteall\n")
    for path, content in snapshot.files.items():
        mode = EXECUTABLE if path in snapshot.executable else PLAIN
        parts += [b"M %s inline %s\n" % (mode.encode(), quoted(path)), data(content)]
    return b"".join(parts)


def tag(name: str, target: str, *, tagger: str, message: str) -> bytes:
    """The commands that put the annotated tag `name` on the commit `target`."""
    return b"tag %s\nfrom %s\ntagger %s\n" % (encoded(name), encoded(target), encoded(tagger)) + data(
        encoded(message)
    )


DONE = b"done\n"
"""Ends a stream: without it, git takes the stream for cut off and writes nothing."""


def data(content: bytes) -> bytes:
    """Bytes of any kind, counted."""
    return b"data %d\n%s\n" % (len(content), content)


def quoted(path: str) -> bytes:
    """A path of any bytes, as git quotes it."""
    inner = b"".join(
        b"\\%03o" % byte if byte < 0x20 or byte >= 0x7F or byte in b'"\\' else bytes((byte,))
        for byte in encoded(path)
    )
    return b'"' + inner + b'"'
