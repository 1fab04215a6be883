"""A report on a terminal: fits 80 columns, never by colour alone, the main thing first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from ..report import scoring
from ..report.causes import Finding, in_words, slipped
from . import mentor_words, wording
from .escape import ascii_only, code_line, one_line, visible
from .findings import advice, findings
from .plain import print_plain
from .text import place, reading
from .wire import in_short, parting

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..report.report import Cause, CheckResult, Evidence, Report
from ..report.whole import as_it_counts

FINDINGS_SHOWN = 3  # the first whole, the others in a line each; more at once is a wall
EVIDENCE_SHOWN = 3  # places of one finding
MOMENTS_SHOWN = 14  # of a conversation on the wire: four attempts with their waits
EXCERPT_LINES = 6  # lines of code of one place
CHANGE_SIGNS = ("+ ", "- ")  # begin the lines of a change, whose numbers are not those of a file
ROOMY_HEIGHT = 40  # lines of a terminal that also has room for the wire
LABEL = 10  # width of "Expected  "
MAX_WIDTH = 100  # wider lines of prose are hard to read

STYLES = {
    "passed": "green",
    "failed": "bold red",
    "told": "cyan",
    "skipped": "dim",
    "could-not-run": "bold yellow",
}


def print_report(report: Report, console: Console, *, most: int | None = FINDINGS_SHOWN) -> None:
    """Prints one stage's report as it counts: every finding whole when `most` is None, else `most` of them.

    Then the first is told so that one knows what to change and where, on a small screen, and the others in a line.
    """
    report = as_it_counts(report)
    say = Voice(console)
    say.line(wording.headline(report), "bold")
    say.blank()
    found = findings(report)
    for each in found if most is None else found[:1]:
        print_finding(each, say, whole=most is None)
    if most is not None and len(found) > 1:
        _print_others(found[1:], most - 1, say)
    told = advice(report)
    for check in told if most is None else told[:1]:
        say.entry("Advice", _told(check), STYLES["told"])
    _print_facts(report, say, whole=most is None)


def print_walls(reports: tuple[Report, ...], console: Console) -> None:
    """Prints what the sandbox of these stages does not guard, once."""
    say = Voice(console)
    for stages, report in wording.walls(reports):
        assert report.sandbox is not None
        say.entry("Sandbox", f"{stages}: {wording.unguarded(report.sandbox)}")


def print_brief(title: str, text: str, console: Console) -> None:
    """Prints a brief or a chapter, which is Markdown, under its title."""
    from rich.markdown import Markdown
    from rich.rule import Rule

    say = Voice(console)
    console.print(Rule(say.text(title, "bold"), align="left", characters="-" if say.plain else "─"))
    body = Markdown(visible(text, len(text)))
    if say.plain:
        print_plain(body, console, say.width)
    else:
        console.print(body, width=say.width)
    say.blank()


def print_status(
    console: Console,
    *,
    kata: str,
    stages: tuple[tuple[str, str], ...],
    current: int,
    seconds_used: float,
    seconds_allowed: int,
    paused: bool = False,
    notes: tuple[str, ...] = (),
) -> None:
    """Prints where a sitting stands.

    `stages` are (title, outcome word or empty); `current` counts from 1 and is 0 when all is done.
    """
    say = Voice(console)
    say.line(kata, "bold")
    for number, (title, outcome) in enumerate(stages, start=1):
        here = number == current
        mark = ">" if here else "✓" if outcome == "passed" else "✗" if outcome else " "
        word = "now" if here else outcome or "not yet revealed"
        say.line(f"{mark} {number}  {one_line(title, 50)} ({word})", "bold" if here else "")
    if current:
        say.entry("Time", time_left(seconds_used, seconds_allowed))
    if paused:
        say.entry("Paused", "the clock is stopped; `kata resume` starts it again")
    for note in notes:
        say.entry("Note", note)


class Voice:
    """Writes strangers' words to one console: no markup, no escapes, no wider than is readable."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(console.width, MAX_WIDTH)
        self.plain = "utf" not in (console.encoding or "utf-8").lower()

    def text(self, words: str, style: str = "") -> Text:
        """Words as rich text, in ASCII where the terminal knows nothing else."""
        from rich.text import Text

        plain = words.translate(_SIGNS) if self.plain else words
        return Text(ascii_only(plain) if self.plain else plain, style=style)

    def line(self, words: str, style: str = "", *, indent: int = 0) -> None:
        """One paragraph, wrapped."""
        for wrapped in self.text(words, style).wrap(self.console, self.width - indent):
            wrapped.rstrip()
            self.console.print(self.text(" " * indent) + wrapped, highlight=False, soft_wrap=True)

    def entry(self, label: str, words: str, style: str = "", *, indent: int = 0) -> None:
        """A label and what it says, wrapped beside the label."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 0))
        grid.add_column(width=LABEL + indent, no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(self.text(" " * indent + label, "bold"), self.text(words, style))
        self.console.print(grid, width=self.width, highlight=False)

    def code(self, words: str, *, indent: int) -> None:
        """A line of code, cut at the width instead of wrapped."""
        line = self.text(" " * indent + words)
        line.truncate(self.width, overflow="ellipsis" if not self.plain else "crop")
        self.console.print(line, highlight=False, soft_wrap=True)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()


_SIGNS = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "✎": "*",
        "…": "...",
        "│": "|",
        "█": "#",
        "░": ".",
        "→": ">",
        "●": "o",
        "←": "<",
        "»": ">>",
        "«": "<<",
        "·": "-",
    }
)


def print_finding(finding: Finding, say: Voice, *, whole: bool = True) -> None:
    """Prints what failed, could not run, or advises; on a small screen (not `whole`) what one has to know at once."""
    check = finding.check
    sign, word = wording.OUTCOME_SIGNS[check.outcome], wording.word(check)
    say.line(f"{sign} {word.upper()}: {one_line(wording.cause_title(finding), 300)}", STYLES[check.outcome])
    if check.cause is not None:
        _print_cause(check.cause, say, whole=whole)
    if whole or not wording.is_told_by_cause(check):
        _print_check(check, say, whole=whole)
    else:
        say.entry("Check", f"{one_line(check.id, 80)}: {one_line(scoring.what_failed(check), 200)}", indent=2)
    if also := wording.also_unwritten(finding):
        say.entry("Also", also, indent=2)
    if reason := wording.for_this_reason(finding):
        say.line(reason + ("" if whole else ": `kata report`"), indent=2)
    for other in finding.followers if whole else ():
        seen = f": {one_line(other.seen, 200)}" if other.seen else ""
        say.entry(f"{wording.OUTCOME_SIGNS[other.outcome]}", f"{one_line(other.id, 80)}{seen}", indent=4)
    say.blank()


def _print_check(check: CheckResult, say: Voice, *, whole: bool) -> None:
    """The check with what was expected and seen, where, and why it is asked for."""
    where_from = wording.place(check)
    say.entry("Check", f"{one_line(check.id, 80)}{f' ({where_from})' if where_from else ''}", indent=2)
    if check.expected:
        say.entry("Expected", visible(check.expected, 400), indent=2)
    if check.seen and not wording.seen_in_places(check):
        say.entry("Seen", visible(check.seen, 400), indent=2)
    if check.expected_moments and (whole or say.console.height >= ROOMY_HEIGHT):
        _print_wire(check, say)
    places = () if check.cause is not None else check.evidence
    for evidence in places[:EVIDENCE_SHOWN]:
        _print_evidence(evidence, say)
    if len(places) > EVIDENCE_SHOWN:
        say.line(f"… and {wording.count(len(places) - EVIDENCE_SHOWN, 'more place')}", indent=2)
    if check.principle:
        say.entry("Why", visible(check.principle, 300), indent=2)
    if where := reading(check):
        say.entry("Read", where, indent=2)


def _print_cause(cause: Cause, say: Voice, *, whole: bool) -> None:
    """Where an error was raised, with the line, and from where that was called, innermost first."""
    if cause.type and not slipped(cause) and not cause.unwritten:
        say.entry("Raised", one_line(in_words(cause), 200), indent=2)
    for frame in cause.frames[: None if whole else 1]:
        _print_evidence(frame, say)
    if not whole and len(cause.frames) > 1:
        say.entry("From", ", ".join(place(frame) for frame in cause.frames[1:]), indent=2)
    if cause.origin is not None:
        say.entry("Origin", f"raised from {one_line(in_words(cause.origin), 200)}", indent=2)
        for frame in cause.origin.frames[:1]:
            _print_evidence(frame, say)


def _print_others(others: Sequence[Finding], most: int, say: Voice) -> None:
    """The findings after the first in a line each."""
    for finding in others[:most]:
        sign, word = wording.OUTCOME_SIGNS[finding.check.outcome], wording.word(finding.check)
        say.line(f"{sign} {word.upper()}: {wording.in_brief(finding)}", STYLES[finding.check.outcome])
    if len(others) > most:
        say.line(f"… and {len(others) - most} more: `kata report`", "bold")
    say.blank()


def _print_wire(check: CheckResult, say: Voice) -> None:
    """The wire as it should have been and as it was, side by side; `>` points to where they part."""
    from rich.table import Table

    marked = parting(check.expected_moments, check.moments)
    grid = Table.grid(padding=(0, 1))
    cut: Literal["crop", "ellipsis"] = "crop" if say.plain else "ellipsis"
    for width in (1, None, 1, None):
        grid.add_column(width=width, no_wrap=True, overflow=cut)
    grid.add_row("", say.text("Expected on the wire", "bold"), "", say.text("Seen on the wire", "bold"))
    rows = list(zip_longest(check.expected_moments, check.moments))
    for number, (wanted, found) in enumerate(rows[:MOMENTS_SHOWN]):
        sign, style = (">", "bold") if number == marked else ("", "")
        left, right = (one_line(in_short(moment), 80) if moment else "" for moment in (wanted, found))
        grid.add_row("", say.text(left), say.text(sign, style), say.text(right, style))
    say.console.print(grid, width=say.width, highlight=False)
    if len(rows) > MOMENTS_SHOWN:
        say.line(f"… and {wording.count(len(rows) - MOMENTS_SHOWN, 'more moment')}", indent=2)


def _print_evidence(evidence: Evidence, say: Voice) -> None:
    message = one_line(evidence.message, 200)
    message = f" {message}" if message.startswith("in ") else f": {message}" if message else ""
    say.entry("Where", place(evidence) + message, indent=2)
    lines = evidence.excerpt.splitlines()
    changes = all(line.startswith(CHANGE_SIGNS) for line in lines)
    for offset, line in enumerate(lines[:EXCERPT_LINES]):
        number = f"{evidence.line + offset:>5}" if evidence.line and not changes else "     "
        say.code(f"{number} │ {code_line(line)}", indent=4)
    if len(lines) > EXCERPT_LINES:
        say.code(f"      … {wording.count(len(lines) - EXCERPT_LINES, 'more line')}", indent=4)


def _told(check: CheckResult) -> str:
    places = ", ".join(place(evidence) for evidence in check.evidence[:EVIDENCE_SHOWN])
    return one_line(check.summary, 300) + (f" ({places})" if places else "")


def _print_facts(report: Report, say: Voice, *, whole: bool) -> None:
    sign = "✓ passed" if report.passed else "✗ not passed"
    say.entry("Stage", f"{wording.stage_title(report)}: {sign}")
    say.entry("Points", f"{wording.points(report)}: {wording.why_points(report)}")
    if report.verdict is not None:
        say.entry("Rules", f"hard rules {wording.VERDICT_WORDS[report.verdict]}")
    say.entry("Checks", wording.tally(report))
    if mentors := mentor_words.result(report):
        say.entry("Mentor", mentors, "bold")
    for check, words in mentor_words.everything(report):
        say.entry("", f"{one_line(check, 80)}: {words}" if check else words)
    if report.seconds_used is not None:
        gauge = _gauge(report.seconds_used, report.seconds_allowed)
        say.entry("Time", f"{gauge} {wording.time_used(report)}".strip())
    if report.hints_taken:
        say.entry("Hints", f"{report.hints_taken} taken")
    for label, words in wording.said_and_done(report):
        say.entry(label, words)
    for amendment in report.amendments:
        new = (
            f" (with {wording.count(len(amendment.files_added), 'new file')})"
            if amendment.files_added
            else ""
        )
        say.entry("Amended", f"{amendment.kind}{new}: {one_line(amendment.reason, 200)}")
    if report.sandbox is not None:
        say.entry("Sandbox", wording.sandbox(report.sandbox))
    if report.anyway:
        say.entry("Note", "closed with failing checks, as asked")
    for note in report.notes if whole else report.notes[:EVIDENCE_SHOWN]:
        say.entry("Note", visible(note, 400))


def _gauge(used: float, allowed: int, width: int = 20) -> str:
    if not allowed:
        return ""
    filled = min(width, max(0, round(width * used / allowed)))
    return "█" * filled + "░" * (width - filled)


def time_left(used: float, allowed: int) -> str:
    """How much of the time is used, as a bar and in words."""
    rest = allowed - used
    words = (
        f"{wording.clock(rest)} left of {wording.clock(allowed)}"
        if rest >= 0
        else f"{wording.clock(-rest)} over"
    )
    return f"{_gauge(used, allowed)} {words}"
