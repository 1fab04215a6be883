"""A report as its reader sees it: with a word at each chapter of the book that is not open yet.

What is kept stays as it was graded; which chapters are locked depends on when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from ..report.report import CheckResult, Report

if TYPE_CHECKING:
    from ..content.book import Book


def report_for_reader(report: Report, book: Book, closed: int) -> Report:
    """Gives the report as somebody reads it who has closed that many stages."""
    return msgspec.structs.replace(report, checks=checks_for_reader(report.checks, book, closed))


def checks_for_reader(checks: Iterable[CheckResult], book: Book, closed: int) -> tuple[CheckResult, ...]:
    """Gives the checks with, where a chapter is locked, the stage that must be closed to read it."""
    return tuple(_for_reader(check, book, closed) for check in checks)


def _for_reader(check: CheckResult, book: Book, closed: int) -> CheckResult:
    chapter = book.chapter(check.chapter)
    if chapter is None:
        return check
    sections = {section.anchor: section.opens_after for section in chapter.sections}
    opens_after = sections.get(check.section, chapter.opens_after)
    return msgspec.structs.replace(check, opens_after=opens_after if opens_after > closed else 0)
