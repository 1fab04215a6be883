"""Amendments that only a repository's marks tell of: found there, and judged before anything rests on them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..content.kata import Kata
from ..report.report import AmendmentNote
from ..session.amend import AMENDED, without_new_given
from ..session.amendment_kind import Judge
from ..session.report_part import added
from ..workspace.snapshot import Snapshot
from .state import Marked, State


def marked_amendments(
    kata: Kata, repository: Path, stage: int, marks: Mapping[str, str]
) -> tuple[Marked, ...]:
    """The amendments of what closed `stage`, oldest first; `marks` are names and full refs."""
    from ..workspace.history import message_at, state_at

    found: list[Marked] = []
    while ref := marks.get(AMENDED.format(stage, len(found) + 1)):
        found.append(Marked(state_at(repository, ref, kata.essential), message_at(repository, ref)))
    return tuple(found)


def judge_amendments(states: tuple[State, ...], judge: Judge) -> tuple[State, ...]:
    """Judges every marked amendment as `kata amend` would; gives the states with those that count."""
    done: list[State] = []
    for state in states:
        for marked in state.marked:
            baselines = (*(one.baseline for one in done), state.baseline)
            state = _with(state, marked, judge, baselines)
        done.append(state)
    return tuple(done)


def _with(state: State, marked: Marked, judge: Judge, baselines: tuple[Snapshot, ...]) -> State:
    after = without_new_given(judge.kata, state.stage + 1, marked.snapshot)
    found = judge(baselines, after)
    note = AmendmentNote(
        reason=marked.reason,
        kind=found.kind,
        declared_at="",
        diff=_diff(state.baseline, after),
        changed_checks=found.changed_checks,
        files_added=added(state.baseline, after),
    )
    notes = (*state.amendments, note)
    if found.kind == "refused":
        return replace(state, amendments=notes)
    refactored = state.refactored or found.kind == "refactoring"
    return replace(state, amended=after, refactored=refactored, amendments=notes)


def _diff(before: Snapshot, after: Snapshot) -> str:
    from ..workspace.store import Store

    with tempfile.TemporaryDirectory(prefix="kata-amendment-") as folder:
        return Store(Path(folder) / "store.git").diff(before, after)
