"""Which chapters that a report sends to are still shut, by the stages that are closed now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from ..report.report import CheckResult

if TYPE_CHECKING:
    from ..content.book import Book


def with_openings(checks: Iterable[CheckResult], book: Book, closed: int) -> tuple[CheckResult, ...]:
    """The checks with, where a chapter is shut, the stage that must be closed to read it."""
    return tuple(_opening(check, book, closed) for check in checks)


def _opening(check: CheckResult, book: Book, closed: int) -> CheckResult:
    chapter = book.chapter(check.chapter)
    if chapter is None:
        return check
    sections = {section.anchor: section.opens_after for section in chapter.sections}
    opens_after = sections.get(check.section, chapter.opens_after)
    return msgspec.structs.replace(check, opens_after=opens_after if opens_after > closed else 0)
