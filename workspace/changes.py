"""Which files differ between two snapshots; a renamed file is one removed and one added."""

from __future__ import annotations

from typing import Literal

import msgspec

from .snapshot import Snapshot

Kind = Literal["added", "removed", "modified", "mode"]
"""`mode`: only the execute bit changed."""


class Change(msgspec.Struct, frozen=True):
    """One file that is not what it was."""

    path: str
    kind: Kind


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Every file that differs, in the order of the paths."""
    found: list[Change] = []
    for path in sorted({*before.files, *after.files}):
        kind = _kind(path, before, after)
        if kind:
            found.append(Change(path, kind))
    return tuple(found)


def _kind(path: str, before: Snapshot, after: Snapshot) -> Kind | None:
    if path not in before.files:
        return "added"
    if path not in after.files:
        return "removed"
    if before.files[path] != after.files[path]:
        return "modified"
    if (path in before.executable) != (path in after.executable):
        return "mode"
    return None
