"""What held when earlier stages were closed: the difference between what broke and what is still open."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from . import scoring
from .report import CheckResult, Report


def held_at_closing(checks: Sequence[CheckResult], closings: Sequence[Report]) -> tuple[CheckResult, ...]:
    """The checks, telling of each one of an earlier stage whether it held when a stage was closed."""
    held: dict[str, bool] = {}
    for closing in closings:
        for check in closing.checks:
            if check.outcome != "could-not-run":
                name = _name(check)
                held[name] = held.get(name, False) or check.outcome in scoring.HELD
    return tuple(
        msgspec.structs.replace(check, held_at_closing=held.get(check.id))
        if check.group == "regression"
        else check
        for check in checks
    )


def _name(check: CheckResult) -> str:
    """The check's id as the reports of later stages write it."""
    return check.id if check.group == "regression" else f"{check.stage}.{check.id}"
