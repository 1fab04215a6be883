"""What the page shows of one stage, ready for the template: code highlighted, pictures drawn."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from markupsafe import Markup

from ..report import causes
from ..report.report import Cause, CheckResult, Evidence, Report
from . import wording
from .cost import Cost, costs
from .diff import DiffLine, FileDiff, diffs
from .findings import findings, grouped
from .highlight import highlighted
from .mentor_words import comments
from .objects import sentence
from .pictures.objects import draw_objects
from .pictures.wire import draw_wire, steps
from .run import Exhibit
from .wire import parting

EXCERPT_LINES = 30  # lines of code of one place
PLACES = 8  # places of one finding
AMENDMENT_LINES = 400  # lines of an amendment's diff


@dataclass(frozen=True)
class Excerpt:
    """A place in the code with its highlighted lines, numbered."""

    evidence: Evidence
    lines: tuple[tuple[str, Markup], ...]
    left_out: int


@dataclass(frozen=True)
class Wire:
    """A conversation on the wire, drawn and in words."""

    title: str
    drawing: Markup
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A failed check, or one that could not run, with its code and its picture, and what fails for its reason."""

    check: CheckResult
    title: str
    anchor: str
    reason: str
    followers: tuple[CheckResult, ...]
    origin: Excerpt | None
    excerpts: tuple[Excerpt, ...]
    left_out: int
    wires: tuple[Wire, ...]


@dataclass(frozen=True)
class ShownDiff:
    """A file's change with highlighted lines."""

    file: FileDiff
    lines: tuple[tuple[DiffLine, Markup], ...]


@dataclass(frozen=True)
class Amendment:
    """An amendment's diff, line by line with its kind."""

    reason: str
    kind: str
    declared_at: str
    changed_checks: tuple[str, ...]
    files_added: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """Running objects with their words."""

    title: str
    drawing: Markup
    words: str


@dataclass(frozen=True)
class StagePage:
    """One stage of the page."""

    report: Report
    findings: tuple[Finding, ...]
    groups: tuple[tuple[str, str, tuple[CheckResult, ...]], ...]
    costs: tuple[Cost, ...]
    objects: tuple[Picture, ...]
    diffs: tuple[ShownDiff, ...]
    amendments: tuple[Amendment, ...]


def stage_page(exhibit: Exhibit) -> StagePage:
    """Everything of one stage that the template shows."""
    report = exhibit.report
    changed: tuple[FileDiff, ...] = ()
    if exhibit.before is not None and exhibit.after is not None:
        changed = diffs(exhibit.before, exhibit.after, report.checks, comments(report))
    return StagePage(
        report=report,
        findings=tuple(
            _finding(found, f"finding-{report.stage}-{place}")
            for place, found in enumerate(findings(report), start=1)
        ),
        groups=tuple(
            (wording.group_title(name), wording.tally_of(checks), checks) for name, checks in grouped(report)
        ),
        costs=costs(report.figures, exhibit.band) if report.figures is not None else (),
        objects=_objects(exhibit),
        diffs=tuple(shown_diff(file) for file in changed),
        amendments=tuple(
            Amendment(
                note.reason,
                note.kind,
                note.declared_at,
                note.changed_checks,
                note.files_added,
                _patch(note.diff),
            )
            for note in report.amendments
        ),
    )


def _finding(found: causes.Finding, anchor: str) -> Finding:
    check = found.check
    shown = check.evidence[:PLACES]
    return Finding(
        check=check,
        title=wording.cause_title(found),
        anchor=anchor,
        reason=wording.for_this_reason(found),
        followers=found.followers,
        origin=_origin(check.cause),
        excerpts=tuple(_excerpt(evidence) for evidence in shown),
        left_out=len(check.evidence) - len(shown),
        wires=_wires(check),
    )


def _origin(cause: Cause | None) -> Excerpt | None:
    """Where the error was raised that this one was raised from."""
    if cause is None or cause.origin is None:
        return None
    first = cause.origin.frames[0] if cause.origin.frames else Evidence(path="")
    return _excerpt(msgspec.structs.replace(first, message=f"Raised from {causes.in_words(cause.origin)}"))


def _wires(check: CheckResult) -> tuple[Wire, ...]:
    """What was seen on the wire, after what was expected there where that is known."""
    marked = parting(check.expected_moments, check.moments)
    shown = (
        ("Expected on the wire", check.expected_moments, None),
        ("Seen on the wire", check.moments, marked),
    )
    return tuple(
        Wire(title, draw_wire(moments, title, place), steps(moments, place))
        for title, moments, place in shown
        if moments
    )


def _excerpt(evidence: Evidence) -> Excerpt:
    source = evidence.excerpt.splitlines()
    lines = highlighted(source[:EXCERPT_LINES], evidence.path)
    numbers = [str(evidence.line + offset) if evidence.line else "" for offset in range(len(lines))]
    return Excerpt(evidence, tuple(zip(numbers, lines, strict=True)), max(0, len(source) - EXCERPT_LINES))


def _objects(exhibit: Exhibit) -> tuple[Picture, ...]:
    pictures = []
    for title, shown in (("Yours", exhibit.report.objects), ("The reference", exhibit.reference)):
        if shown is not None and shown.nodes:
            pictures.append(Picture(title, draw_objects(shown, title), sentence(shown)))
    return tuple(pictures)


def shown_diff(file: FileDiff) -> ShownDiff:
    """The change of a file with its lines highlighted."""
    code = highlighted([line.text for line in file.lines], file.path)
    return ShownDiff(file, tuple(zip(file.lines, code, strict=True)))


def _patch(diff: str) -> tuple[tuple[str, str], ...]:
    kinds = {"+": "added", "-": "removed", "@": "gap"}
    lines = diff.splitlines()
    shown = [(kinds.get(line[:1], "same"), line) for line in lines[:AMENDMENT_LINES]]
    if len(lines) > AMENDMENT_LINES:
        shown.append(("gap", f"… {wording.count(len(lines) - AMENDMENT_LINES, 'more line')}"))
    return tuple(shown)
