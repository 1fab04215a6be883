"""Reports as trainees read them: with a word at each chapter that is still shut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from ...base.errors import ContentError
from .open import book_of

if TYPE_CHECKING:
    from ...content.pack import Pack
    from ...report.report import CheckResult, Report
    from ...session.sitting import Sitting


def with_shut_chapters(report: Report, sitting: Sitting, pack: Pack | None = None) -> Report:
    """The report; a book with mistakes in it is its author's trouble (`kata verify`) and keeps no report back."""
    return msgspec.structs.replace(report, checks=checks_with_shut_chapters(report.checks, sitting, pack))


def checks_with_shut_chapters(
    checks: Sequence[CheckResult], sitting: Sitting, pack: Pack | None = None
) -> tuple[CheckResult, ...]:
    """The same for checks without a report."""
    from ...session.locked_chapters import with_openings

    try:
        book = book_of(sitting) if pack is None else pack.book()
    except ContentError:
        return tuple(checks)
    return with_openings(checks, book, sitting.standing().closed)
