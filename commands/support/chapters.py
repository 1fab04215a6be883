"""Reports as the trainee of a sitting reads them: some chapters of the book are still locked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...base.errors import ContentError
from .open import book_of

if TYPE_CHECKING:
    from ...content.book import Book
    from ...content.pack import Pack
    from ...report.report import CheckResult, Report
    from ...session.sitting import Sitting


def report_for_trainee(report: Report, sitting: Sitting, pack: Pack | None = None) -> Report:
    """Gives the report as the trainee reads it now; as it is when the book has mistakes, which `kata verify` tells."""
    from ...views.locked_chapters import report_for_reader

    book = _book(sitting, pack)
    return report_for_reader(report, book, sitting.progress().closed) if book else report


def checks_for_trainee(checks: Sequence[CheckResult], sitting: Sitting) -> tuple[CheckResult, ...]:
    """Gives checks that stand in no report, in the same way."""
    from ...views.locked_chapters import checks_for_reader

    book = _book(sitting)
    return checks_for_reader(checks, book, sitting.progress().closed) if book else tuple(checks)


def _book(sitting: Sitting, pack: Pack | None = None) -> Book | None:
    try:
        return book_of(sitting) if pack is None else pack.book()
    except ContentError:
        return None
