"""What `kata watch` shows: a whole screen that is drawn over, or a line at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import wording
from .checked import not_written, outlook, print_checked
from .escape import one_line
from .terminal import Voice, time_left
from .text import place

if TYPE_CHECKING:
    from rich.console import Console

    from ..report.report import CheckResult, Evidence

KEYS = "n next   h hint   b brief   q quit"
NAMES_SHOWN = 3  # saved files that are named


@dataclass(frozen=True)
class Look:
    """One check of the workspace: what was found, after which files were saved, at which time of day.

    `trouble` says why it could not be looked at; the rest is empty then. `own_tests` is a sentence.
    """

    checks: tuple[CheckResult, ...] = ()
    unreadable: tuple[Evidence, ...] = ()
    own_tests: str = ""
    passed: bool = False
    unwritten: tuple[Evidence, ...] = ()
    saved: tuple[str, ...] = ()
    at: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Face:
    """The stage and its time above a look. `said` is the last word of the clock."""

    kata: str
    stage: str
    seconds_used: float
    seconds_allowed: int
    paused: bool
    look: Look
    said: str = ""


def lines_of(face: Face, console: Console) -> list[str]:
    """The screen's lines, no more than fit; what must be fixed stands above what holds."""
    with console.capture() as captured:
        _print_face(face, Voice(console))
    lines = captured.get().splitlines()
    room = max(4, console.height - 2)
    if len(lines) > room:
        cut = len(lines) - room + 1
        lines = [*lines[: room - 1], f"… {wording.count(cut, 'more line')}: `kata check`"]
    return [*lines, "", KEYS]


def sentence(look: Look) -> str:
    """A look in one line."""
    saved = f"{_names(look.saved)} saved: " if look.saved else ""
    if look.trouble:
        return f"{saved}{one_line(look.trouble, 300)}"
    against = _against(look)
    if against:
        more = f" (and {len(against) - 1} more)" if len(against) > 1 else ""
        return f"{saved}✗ {against[0]}{more}"
    return f"{saved}✓ no rule is broken{not_written(look.unwritten)}."


def _print_face(face: Face, say: Voice) -> None:
    say.line(f"{face.kata}: stage {face.stage}", "bold")
    say.entry("Time", time_left(face.seconds_used, face.seconds_allowed))
    if face.paused:
        say.entry("Paused", "the clock is stopped; `kata resume` starts it again")
    if face.said:
        say.line(face.said, "bold")
    say.blank()
    look = face.look
    if look.trouble:
        say.line(look.trouble, "bold red")
    print_checked(look.checks, look.unreadable, say)
    if look.own_tests:
        say.line(look.own_tests)
    say.blank()
    if look.passed:
        say.line(outlook(look.checks, look.unwritten), "bold")
    when = f"after {_names(look.saved)}" if look.saved else "when the watch began"
    say.line(f"Checked at {look.at}, {when}.", "dim")


def _against(look: Look) -> list[str]:
    broken = [f"{place(each)}: {one_line(each.message, 200)}" for each in look.unreadable]
    for check in look.checks:
        if check.outcome == "failed" and not check.advice:
            where = f" ({place(check.evidence[0])})" if check.evidence else ""
            broken.append(f"{one_line(check.summary, 200)}{where}")
    if not broken and not look.passed:
        broken.append(look.own_tests)
    return broken


def _names(saved: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, 60) for name in saved[:NAMES_SHOWN])
    more = len(saved) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
