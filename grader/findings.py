"""What the static rules found, made fit for a report: nothing invisible, nothing without an end."""

from __future__ import annotations

from collections.abc import Sequence

from ..base.strangers_text import printable
from ..report.report import Evidence
from .rule import Judgement

MAX_FINDINGS = 60
"""Findings of one check; more say nothing new to a reader."""

SEEN_IN_FULL = 4
"""Findings that are spelled out in the sentence of what was seen."""


def broken(summary: str, *, expected: str, evidence: Sequence[Evidence]) -> Judgement:
    """Makes the judgement of a rule that is broken in the places of `evidence`."""
    messages = [item.message for item in evidence]
    more = len(messages) - SEEN_IN_FULL
    seen = " ".join(messages[:SEEN_IN_FULL]) + (f" And {more} more." if more > 0 else "")
    return Judgement("failed", printable(summary), expected, seen, limited(evidence))


def advice(summary: str, evidence: Sequence[Evidence]) -> Judgement:
    """Makes the judgement of a rule that holds, with something that a reader should know."""
    return Judgement("told", summary, evidence=limited(evidence))


def limited(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The first findings, and a last one that says how many are not shown."""
    if len(evidence) <= MAX_FINDINGS:
        return tuple(evidence)
    rest = len(evidence) - MAX_FINDINGS
    last = Evidence(path=evidence[MAX_FINDINGS].path, message=f"… and {rest} more findings.")
    return (*evidence[:MAX_FINDINGS], last)
