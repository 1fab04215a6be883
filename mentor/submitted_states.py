"""What there is to grade in a repository, stage by stage, and how far each state can be believed.

The start comes from the kata. What closed a stage comes from the grader's own store when the sitting
was played on this machine; else from the repository's marks, from the messages of its commits or from
refs that a mentor names, and is then only the trainee's claim: whoever writes a repository writes its
history too. Where nothing of the kind is there, the files as they are can be graded alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..base.errors import StateError, UsageError
from ..content.kata import Kata
from ..session.events import Amended, Closed
from ..session.home import Home
from ..session.progress import closed_label
from ..session.record import Record
from ..session.report_part import amendment_notes
from ..session.whole import insist_on_whole, insist_on_workspace
from ..workspace.snapshot import Snapshot
from .amendments import marked_amendments
from .state import Marked, State

AS_IT_IS = "."
"""In the place of a ref: the files as they are, of a folder or an archive."""

BRIEF = "BRIEF.md"
"""The given file that every reveal replaces: it tells which stage a work tree is at."""


def find_states(kata: Kata, repository: Path, named: Mapping[int, str], home: Home) -> tuple[State, ...]:
    """Finds the start and the state of every stage up to the last that can be graded, in order.

    Raises UsageError for a stage that the kata does not have, and when a state is missing.
    """
    for stage in named:
        if not 1 <= stage <= len(kata.stages):
            raise UsageError(f"--stage {stage}=…: {kata.name} has the stages 1 to {len(kata.stages)}.")
    states = [State(0, _start(kata), "kata")]
    found = _closed(kata, repository, named, home)
    for state in found.values():
        insist_on_workspace(kata, state.snapshot, repository)
    while len(states) in found:
        states.append(found[len(states)])
    tree = _work_tree(kata, repository)
    if tree is not None and not named and _goes_on(kata, states, tree):
        insist_on_whole(kata, tree, repository)
        states.append(State(len(states), tree, "work tree"))
    if len(states) == 1 and (alone := _alone(kata, repository, found, named, tree)):
        return (*states, *alone)
    if len(states) == 1 or max(found, default=0) > len(states) - 1:
        raise _missing(repository, len(states))
    return tuple(states)


def _alone(
    kata: Kata,
    repository: Path,
    found: Mapping[int, State],
    named: Mapping[int, str],
    tree: Snapshot | None,
) -> tuple[State, ...]:
    """One later state and nothing before it: what a folder holds whose brief tells the stage, or what is named."""
    if len(found) == 1 and list(named.values()) == [AS_IT_IS]:
        [last] = found.values()
    elif found or named or _is_cut_off(repository):
        return ()
    else:
        snapshot = tree if tree is not None else _head(kata, repository)
        if snapshot is None:
            return ()
        insist_on_workspace(kata, snapshot, repository)
        brief = snapshot.files.get(BRIEF)
        stage = next((s.number for s in reversed(kata.stages) if s.given.get(BRIEF) == brief), 0)
        if not stage:
            return ()
        insist_on_whole(kata, snapshot, repository)
        last = State(
            stage, snapshot, "claimed" if tree is None else "work tree", "HEAD" if tree is None else ""
        )
    return (*(State(stage, last.snapshot, "missing") for stage in range(1, last.stage)), last)


def _is_cut_off(repository: Path) -> bool:
    """Whether there is a history that cannot be read from here, or not to its beginning."""
    from ..workspace.history import is_shallow
    from ..workspace.refs import folder_of

    try:
        return is_shallow(folder_of(repository))
    except StateError:
        return os.path.lexists(repository / ".git")


def _head(kata: Kata, repository: Path) -> Snapshot | None:
    """What HEAD of a bare repository holds; None where it names no commit."""
    from ..workspace.history import state_at

    try:
        return state_at(repository, "HEAD", kata.essential)
    except StateError:
        return None


def _missing(repository: Path, stage: int) -> UsageError:
    """Says how to name what closed the stage, or why nothing in this folder could."""
    from ..workspace.history import is_shallow
    from ..workspace.refs import folder_of

    try:
        shallow = is_shallow(folder_of(repository))
    except StateError as error:
        return UsageError(
            f"{repository} does not say which state closed stage {stage}, and has no history. {error} "
            f"To grade the files as they are, name the stage: `kata grade {repository} --stage N=.`"
        )
    if shallow:
        return UsageError(
            f"{repository} is a shallow clone and lacks what closed stage {stage}. "
            "Fetch the rest (git fetch --unshallow --tags), then run this again."
        )
    return UsageError(
        f"{repository} does not say which state closed stage {stage}. Name a branch, a tag or "
        f"a commit for each stage from 1 on: `kata grade {repository} --stage 1=REF --stage 2=REF`."
    )


def _start(kata: Kata) -> Snapshot:
    from ..workspace.tree import snapshot

    return snapshot({**kata.starter, **kata.given_at(1)})


def _closed(kata: Kata, repository: Path, named: Mapping[int, str], home: Home) -> dict[int, State]:
    """By stage, what closed it: as the mentor names it, as we kept it, or as the marks claim."""
    from ..workspace.history import refs_of_marks

    kept = _kept(repository, home)
    try:
        marks = refs_of_marks(repository)
    except StateError:
        if set(named.values()) - {AS_IT_IS}:
            raise
        marks = {}
    claimed = {int(name.removeprefix("stage-")): ref for name, ref in marks.items() if _is_stage(name)}
    refs = {**claimed, **named}
    found = {stage: _state(kata, repository, stage, ref) for stage, ref in refs.items()}
    for stage, ref in claimed.items():
        # Whoever names what a mark names means the same hand-in, with what took its place later.
        as_marked = (
            refs[stage] == ref
            or _state(kata, repository, stage, ref).snapshot.tree == found[stage].snapshot.tree
        )
        if as_marked and stage < len(kata.stages):
            found[stage] = replace(found[stage], marked=marked_amendments(kata, repository, stage, marks))
    if not found:
        found = _told_by_commits(kata, repository)
    for stage, state in kept.items():
        if stage not in named or found[stage].snapshot.tree == state.snapshot.tree:
            found[stage] = state
    return found


def _state(kata: Kata, repository: Path, stage: int, ref: str) -> State:
    from ..workspace.history import state_at
    from ..workspace.ingest import ingest

    if ref == AS_IT_IS:
        return State(stage, ingest(repository, first=kata.essential), "work tree")
    return State(stage, state_at(repository, ref, kata.essential), "claimed", ref)


def _told_by_commits(kata: Kata, repository: Path) -> dict[int, State]:
    from ..session.commit_messages import told_by
    from ..workspace.history import state_at, subjects

    try:
        told = told_by(subjects(repository))
    except StateError:
        return {}
    return {
        stage: State(
            stage,
            state_at(repository, closing.commit, kata.essential),
            "claimed",
            closing.commit,
            by_message=True,
            marked=tuple(
                Marked(state_at(repository, commit, kata.essential), reason)
                for commit, reason in closing.amendments
            ),
        )
        for stage, closing in told.items()
    }


def _kept(repository: Path, home: Home) -> dict[int, State]:
    """What our own store holds, when the sitting was played on this machine and its record is whole."""
    from ..workspace.store import Store

    folder = home.at(repository.resolve())
    if folder is None:
        return {}
    record = Record(folder / "record.jsonl")
    if record.problems():
        return {}
    store = Store(folder / "store.git")
    entries = record.entries()
    found: dict[int, State] = {}
    for event in (entry.event for entry in entries):
        if isinstance(event, Closed):
            found[event.stage] = State(event.stage, store.load(closed_label(event.stage)), "kept")
        elif isinstance(event, Amended) and event.kind != "refused":
            state = found[event.stage - 1]
            refactored = state.refactored or event.kind == "refactoring"
            found[state.stage] = replace(state, amended=store.load(event.label), refactored=refactored)
    return {
        stage: replace(state, amendments=amendment_notes(store, entries, stage + 1))
        for stage, state in found.items()
    }


def _work_tree(kata: Kata, repository: Path) -> Snapshot | None:
    """The files of the folder as they are; None for a bare repository."""
    from ..workspace.ingest import ingest

    own = os.path.lexists(repository / ".git")
    bare = not own and (repository / "HEAD").is_file() and (repository / "objects").is_dir()
    return None if bare else ingest(repository, first=kata.essential)


def _goes_on(kata: Kata, states: list[State], tree: Snapshot) -> bool:
    """Whether the work tree is at the stage after the last state, by its brief."""
    stage = len(states)
    if stage > len(kata.stages):
        return False
    return tree.files.get(BRIEF) == kata.given_at(stage).get(BRIEF)


def _is_stage(name: str) -> bool:
    number = name.removeprefix("stage-")
    return name.startswith("stage-") and number.isascii() and number.isdecimal() and len(number) < 3
