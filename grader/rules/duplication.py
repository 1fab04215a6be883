"""New code repeats neither existing code nor itself."""

from __future__ import annotations

from ...analysis.clones import clones
from ...analysis.source import excerpt
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed

MAX_SHOWN = 8
"""Copies shown of one submission; whoever copied more will find the rest after fixing these."""


def judge(case: Case) -> Judgement:
    """Failed when `after` holds code that `before` did not and that repeats other code."""
    found = clones.find(case.states, case.kata.layout, case.given)
    if not found:
        return passed("The new code repeats nothing.")
    first = found[0]
    count = f"{len(found)} places repeat" if len(found) > 1 else "One place repeats"
    return failed(
        f"{count} code that is already there: {_title(first.copy)} repeats {_title(first.original)}.",
        expected="New code calls the code that is there; what two classes need is written once.",
        seen=f"{_title(first.copy)} repeats {_title(first.original)}, with other names or constants at most.",
        evidence=tuple(
            each
            for clone in found[:MAX_SHOWN]
            for each in (
                _evidence(clone.copy, f"{_title(clone.copy)} repeats {_title(clone.original)} …"),
                _evidence(clone.original, f"… which stands in {clone.original.module.path}"),
            )
        ),
    )


def _title(place: clones.Place) -> str:
    return f"{place.name or 'code'} in {place.module.path}, lines {place.line} to {place.end_line}"


def _evidence(place: clones.Place, message: str) -> Evidence:
    return Evidence(
        path=place.module.path,
        line=place.line,
        end_line=place.end_line,
        excerpt=excerpt(place.module.source.lines, place.line, place.end_line),
        message=message,
    )


RULE = Rule("duplication", judge, compares=True, hard=True)
