"""Why checks fail: an error at its place, or what was never written; told once for all checks that fail for it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..base.strangers_text import printable
from .groups import BEHAVIOUR, is_hard
from .report import Cause, CheckResult

PYTHONS_OWN = "builtins."


SLIPS = frozenset(
    PYTHONS_OWN + name
    for name in ("AttributeError", "IndexError", "KeyError", "NameError", "TypeError", "UnboundLocalError")
)
"""What Python raises where code goes wrong by itself: the first in a process leads to more of them."""


UNWRITTEN = "NotImplementedError"
"""What a starter raises where a trainee's own code is to come."""


MAX_MESSAGE = 500
"""Characters of an error's own words."""


class Finding(msgspec.Struct, frozen=True):
    """One thing to be told: the check that tells it, and the others that fail or wait for the same reason."""

    check: CheckResult
    followers: tuple[CheckResult, ...] = ()


def missing(words: str, *, unwritten: bool = True) -> Cause:
    """What nobody raised: something that is not there yet, or how a process ended."""
    return Cause(message=printable(words[:MAX_MESSAGE]), unwritten=unwritten)


def slipped(cause: Cause) -> bool:
    """Whether the code went wrong by itself: an error that its own line does not raise on purpose."""
    first = cause.frames[0].excerpt.lstrip() if cause.frames else ""
    return bool(cause.type) and not cause.unwritten and not first.startswith("raise")


def in_words(cause: Cause) -> str:
    """`TypeError: unsupported operand`, or what is missing."""
    return ": ".join(part for part in (cause.type, cause.message) if part)


def told_once(checks: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """The checks, where each that fails for the cause of an earlier one names that one in `because_of`."""
    leading: dict[tuple[str, ...], str] = {}
    found = []
    for check in checks:
        if check.outcome == "failed" and check.cause is not None and not check.because_of:
            first = leading.setdefault(_reason(check.cause), check.id)
            if first != check.id:
                check = msgspec.structs.replace(check, because_of=first)
        found.append(check)
    return tuple(found)


def findings(checks: Sequence[CheckResult]) -> tuple[Finding, ...]:
    """What failed, one finding for each cause and the most useful first; then what could not be decided."""
    told = [check for check in checks if check.outcome in ("failed", "could-not-run")]
    leading = {check.id for check in told if not check.because_of}
    followers: dict[str, list[CheckResult]] = {}
    for check in checks:
        if check.because_of:
            followers.setdefault(check.because_of, []).append(check)
    shown = [check for check in told if check.because_of not in leading]
    return tuple(Finding(check, tuple(followers.get(check.id, ()))) for check in sorted(shown, key=_rank))


def regressed(check: CheckResult) -> bool:
    """Whether this held when its stage was closed and is broken now; what is not written yet broke nothing."""
    return bool(
        check.group == "regression"
        and check.outcome == "failed"
        and check.held_at_closing
        and not (check.cause and check.cause.unwritten)
    )


def still_open(check: CheckResult) -> bool:
    """Whether an earlier stage was closed although this did not hold, and it does not hold yet."""
    return check.group == "regression" and check.outcome == "failed" and check.held_at_closing is False


def _reason(cause: Cause) -> tuple[str, ...]:
    """The same for the same error at the same place, and for all that is not written; else known by its words."""
    if cause.unwritten and cause.type:
        return (cause.type,)
    if cause.frames:
        place = cause.frames[0]
        return (cause.type, place.path, str(place.line))
    return (cause.type, cause.message)


def _rank(check: CheckResult) -> int:
    """Hard rules, what broke, what does not work, advice of design, what is not written yet, what is not known."""
    if check.outcome == "could-not-run":
        return 6
    if is_hard(check.id):
        return 0
    if check.cause is not None and check.cause.unwritten:
        return 5
    if regressed(check):
        return 1
    if check.group == "regression":
        return 3
    return 2 if check.id.startswith(BEHAVIOUR) else 4
