"""A place in a trainee's file, as a report shows it."""

from __future__ import annotations

from ..base.strangers_text import printable
from ..report.report import Evidence


def finding(path: str, message: str, *, line: int = 0, end_line: int = 0, excerpt: str = "") -> Evidence:
    """A place in a trainee's file. Whatever the trainee chose (names, paths) is shown escaped."""
    return Evidence(
        path=printable(path),
        line=line,
        end_line=max(line, end_line),
        excerpt=excerpt,
        message=printable(message),
    )
