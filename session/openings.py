"""Which chapters that a report sends to are still shut, by the stages that are closed now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from kata.grader.report import CheckResult, Report

if TYPE_CHECKING:
    from kata.content.book import Book


def with_openings(report: Report, book: Book, closed: int) -> Report:
    """The report with, at each check whose chapter is shut, the stage that must be closed to read it."""
    return msgspec.structs.replace(
        report, checks=tuple(_with_opening(check, book, closed) for check in report.checks)
    )


def _with_opening(check: CheckResult, book: Book, closed: int) -> CheckResult:
    chapter = book.chapter(check.chapter)
    if chapter is None:
        return check
    sections = {section.anchor: section.opens_after for section in chapter.sections}
    opens_after = sections.get(check.section, chapter.opens_after)
    return msgspec.structs.replace(check, opens_after=opens_after if opens_after > closed else 0)
