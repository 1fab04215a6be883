"""Reports in files: written whole, read back if they can be."""

from __future__ import annotations

from pathlib import Path

from ..base.whole_files import write_whole
from .report import Report, decode, encode


def write_report(report: Report, path: Path) -> None:
    """Writes the report to that file, whole or not at all. Raises OSError."""
    write_whole(path, encode(report))


def read_report(path: Path) -> Report | None:
    """Reads the report in that file; None when there is none that can be read: the caller makes it again."""
    try:
        return decode(path.read_bytes())
    except (OSError, ValueError):
        return None
