"""The files of a workspace at one moment, as raw bytes: all that a grading ever looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec


class Oddity(msgspec.Struct, frozen=True):
    """Something in the folder that was not taken in as a plain file, and why.

    `path` is relative and printable; `reason` a sentence for the report.
    """

    path: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """Files of a workspace: POSIX path (surrogateescape for bytes that are not UTF-8) -> content.

    `executable` are the paths with the owner's execute bit. `tree` is git's SHA-1 of exactly these
    files, in hex, and is the identity of a submission. `oddities` are what was seen beside them.
    """

    files: Mapping[str, bytes]
    tree: str
    executable: frozenset[str] = frozenset()
    oddities: tuple[Oddity, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    def under(self, folder: str) -> Mapping[str, bytes]:
        """The files below `folder` (which ends in `/`)."""
        return {path: data for path, data in self.files.items() if path.startswith(folder)}
