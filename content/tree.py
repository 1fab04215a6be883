"""The files of a folder of content, as bytes."""

from __future__ import annotations

import os
from pathlib import Path

from .kata import Files

BYTECODE = "__pycache__"
"""Installers may compile what lies in a wheel; none of that is content."""


def files_under(folder: Path) -> Files:
    """Every file below `folder` by its relative POSIX path, in order; none when there is no such folder."""
    found: dict[str, bytes] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != BYTECODE)
        for name in sorted(names):
            path = Path(parent, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def folders_in(folder: Path) -> tuple[str, ...]:
    """The names of the folders directly in `folder`, in order; none when there is no such folder."""
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            entry.name
            for entry in folder.iterdir()
            if entry.is_dir() and entry.name != BYTECODE and not entry.name.startswith(".")
        )
    )
