"""Reports kept in files: written whole, read back if they can be."""

from __future__ import annotations

from pathlib import Path

from ..base.whole_files import write_whole
from .report import Report, decode, encode


def keep(report: Report, path: Path) -> None:
    """Puts the report on the disk, whole or not at all."""
    write_whole(path, encode(report))


def kept(path: Path) -> Report | None:
    """The report in that file; None where there is none that can be read, so that it is made again."""
    try:
        return decode(path.read_bytes())
    except (OSError, ValueError):
        return None
