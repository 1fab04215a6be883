"""Why checks fail: an error at its place, or what was never written; told once for all checks that fail for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from kata.grader.report import Cause, CheckResult, Evidence
from kata.grader.source import MAX_SOURCE_BYTES, excerpt, printable, text_lines

if TYPE_CHECKING:
    from kata.grader.toolkit.subject import Place, Raised

HARD_RULES = ("clients.", "open-closed.", "duplication.")
"""Groups of checks that make up the two hard rules, in force from the second stage on."""
BEHAVIOUR = "behaviour."
"""Begins the ids of what is seen by running the code."""
PYTHONS_OWN = "builtins."
SLIPS = frozenset(
    PYTHONS_OWN + name
    for name in ("AttributeError", "IndexError", "KeyError", "NameError", "TypeError", "UnboundLocalError")
)
"""What Python raises where code goes wrong by itself: the first in a process leads to more of them."""
UNWRITTEN = "NotImplementedError"
"""What a starter raises where a trainee's own code is to come."""
MAX_NAME = 300
"""Characters of one type or path that a child tells."""
MAX_MESSAGE = 500
"""Characters of an error's own words."""
MAX_FRAMES = 8
"""Places of one error: where it was raised, and the calls that led there."""


@dataclass(frozen=True)
class Finding:
    """One thing to be told: the check that tells it, and the others that fail or wait for the same reason."""

    check: CheckResult
    followers: tuple[CheckResult, ...] = ()


def told(error: Raised) -> Cause:
    """An error as a child tells of it, made fit for a report: bounded, escaped, and still without source lines."""
    name = error.type[:MAX_NAME].removeprefix(PYTHONS_OWN)
    return Cause(
        type=printable(name),
        message=printable(error.message[:MAX_MESSAGE]),
        frames=tuple(_frame(place) for place in error.where[: -MAX_FRAMES - 1 : -1]),
        origin=told(error.origin) if error.origin is not None else None,
        unwritten=name == UNWRITTEN,
    )


def missing(words: str, *, unwritten: bool = True) -> Cause:
    """What nobody raised: something that is not there yet, or how a process ended."""
    return Cause(message=printable(words[:MAX_MESSAGE]), unwritten=unwritten)


def named_in(words: str, errors: Sequence[Raised]) -> Raised | None:
    """The last of the errors whose class is named in a sentence; None when it names none."""
    spoken = set(re.findall(r"\w+", words))
    return next((error for error in reversed(errors) if error.type.rpartition(".")[2] in spoken), None)


def first_slip(error: Raised, errors: Sequence[Raised]) -> Raised:
    """The error, or the first of its class where code that went wrong by itself goes wrong again in other places."""
    if error.type not in SLIPS:
        return error
    return next((each for each in errors if each.type == error.type), error)


def quoted(cause: Cause, files: Mapping[str, bytes]) -> Cause:
    """The cause with the source lines of its places, as they stand in the submission's own files."""
    return msgspec.structs.replace(
        cause,
        frames=tuple(_quoted(frame, files) for frame in cause.frames),
        origin=quoted(cause.origin, files) if cause.origin is not None else None,
    )


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
    if check.id.startswith(HARD_RULES):
        return 0
    if check.cause is not None and check.cause.unwritten:
        return 5
    if regressed(check):
        return 1
    if check.group == "regression":
        return 3
    return 2 if check.id.startswith(BEHAVIOUR) else 4


def _frame(place: Place) -> Evidence:
    line = max(0, place.line)
    function = printable(place.function[:MAX_NAME])
    return Evidence(path=printable(place.path[:MAX_NAME]), line=line, end_line=line, message=f"in {function}")


def _quoted(frame: Evidence, files: Mapping[str, bytes]) -> Evidence:
    """A place with its line; what the child only made up (no such file, no such line) shows none."""
    data = files.get(frame.path, b"")
    if not frame.line or len(data) > MAX_SOURCE_BYTES:
        return frame
    return msgspec.structs.replace(frame, excerpt=excerpt(text_lines(data), frame.line))
