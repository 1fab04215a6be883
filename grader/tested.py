"""What hidden tests find out about the checks that rules decide: what no reader of sources can see.

A rule of the diff is about new code, so a finding counts only where it shows code of this stage.
A process that ended says nothing: the checks of behaviour tell of that.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import msgspec

from ..analysis.source import excerpt, read
from ..base.syntax import Function
from ..content.kata import Kata
from ..report.report import Evidence
from ..workspace.snapshot import Snapshot
from .rule import Judgement, could_not_run, failed
from .toolkit.result import TestResult


def by_tests(
    kata: Kata, number: int, results: Sequence[TestResult], before: Snapshot, after: Snapshot
) -> Mapping[str, Judgement]:
    """The judgement on each rule's check that a hidden test failed, or could not decide, by its id."""
    found: dict[str, Judgement] = {}
    for _, check in kata.checks_from(number):
        of_check = [each for each in results if check.rule and each.check == check.id]
        judgement = _judged(of_check, before, after)
        if judgement is not None:
            found[check.id] = judgement
    return found


def _judged(results: Sequence[TestResult], before: Snapshot, after: Snapshot) -> Judgement | None:
    for each in results:
        if each.outcome == "failed" and any(_is_new(place, before, after) for place in each.places):
            return failed(
                f"{each.seen}.",
                expected=each.expected,
                seen=each.seen,
                evidence=tuple(_with_lines(place, after) for place in each.places),
            )
    stuck = next((each for each in results if each.outcome == "could-not-run"), None)
    if stuck is None:
        return None
    return could_not_run(stuck.seen)


def _is_new(place: Evidence, before: Snapshot, after: Snapshot) -> bool:
    """Whether its file is new or changed; a place is the child's claim, and may be of no file at all."""
    return place.path in after.files and after.files[place.path] != before.files.get(place.path)


def _with_lines(place: Evidence, after: Snapshot) -> Evidence:
    """The place with its lines: of a function that begins there, all of it."""
    source = read(place.path, after.files.get(place.path, b""))
    ends = [
        node.end_lineno
        for node in ast.walk(source.tree or ast.Module([], []))
        if isinstance(node, Function)
        and min([node.lineno, *(each.lineno for each in node.decorator_list)]) == place.line
    ]
    last = max((end for end in ends if end), default=place.line)
    return msgspec.structs.replace(
        place,
        end_line=last,
        excerpt=excerpt(source.lines, place.line, last) if place.path in after.files else "",
    )
