"""Git's object ids, computed here: what files are is never asked of anybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Union

from ..base.errors import MachineError
from .snapshot import Oddity, Snapshot

PLAIN = "100644"
EXECUTABLE = "100755"
_FOLDER = "40000"

Entry = tuple[str, str]
"""Mode and object id, both as git writes them."""

_Folder = dict[bytes, Union[Entry, "_Folder"]]


def snapshot(
    files: Mapping[str, bytes],
    executable: Iterable[str] = (),
    oddities: tuple[Oddity, ...] = (),
) -> Snapshot:
    """The snapshot of exactly these files, with git's own SHA-1 of their tree."""
    runs = frozenset(executable)
    entries = {
        path: (EXECUTABLE if path in runs else PLAIN, object_id("blob", data)) for path, data in files.items()
    }
    return Snapshot(files=files, tree=tree_id(entries), executable=runs, oddities=oddities)


def tree_id(entries: Mapping[str, Entry]) -> str:
    """The id of the tree with these entries (POSIX path -> mode and id); raises ValueError if none can be."""
    root: _Folder = {}
    for path, entry in entries.items():
        *folders, name = encoded(path).split(b"/")
        folder = root
        for step in folders:
            inner = folder.setdefault(step, {})
            if isinstance(inner, tuple):
                raise ValueError(f"{path!r} lies below a file")
            folder = inner
        if name in folder:
            raise ValueError(f"{path!r} is a folder and a file")
        folder[name] = entry
    return _folder_id(root)


def object_id(kind: str, data: bytes) -> str:
    """Computes git's SHA-1 of an object, in hex. Raises MachineError where Python has no SHA-1."""
    try:
        found = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False)
    except ValueError:
        raise MachineError(
            "This Python has no SHA-1, by which git names its objects: it or its OpenSSL allows only other hashes. "
            "Run kata with another Python, or with OPENSSL_CONF naming a configuration that allows SHA-1."
        ) from None
    return found.hexdigest()


def encoded(path: str) -> bytes:
    """The bytes of `path` as the file system and git have them."""
    return path.encode("utf-8", "surrogateescape")


def _folder_id(folder: _Folder) -> str:
    rows = []
    for name, entry in folder.items():
        if isinstance(entry, tuple):
            rows.append((name, entry[0], name, entry[1]))
        else:
            rows.append((name + b"/", _FOLDER, name, _folder_id(entry)))
    data = b"".join(
        mode.encode() + b" " + name + b"\0" + bytes.fromhex(identity)
        for _, mode, name, identity in sorted(rows)
    )
    return object_id("tree", data)
