"""What there is to grade in a repository, stage by stage, and how far each state can be believed.

The start comes from the kata. What closed a stage comes from the grader's own store when the sitting
was played on this machine; else from the repository's marks or from refs that a mentor names, and
is then only the trainee's claim: whoever writes a repository writes its history too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kata.content.kata import Kata
from kata.errors import StateError, UsageError
from kata.grader.report import AmendmentNote
from kata.session.events import Amended, Closed
from kata.session.home import Home
from kata.session.marked import Marked, marked_amendments
from kata.session.record import Record
from kata.session.stamp import amendment_notes
from kata.session.standing import closed_label
from kata.workspace.snapshot import Snapshot

Source = Literal["kata", "kept", "claimed", "work tree"]

BRIEF = "BRIEF.md"
"""The given file that every reveal replaces: it tells which stage a work tree is at."""


@dataclass(frozen=True)
class State:
    """The files at the end of a stage (0: the start). `ref` says where they were found.

    `amended` is what took their place as the baseline of the next stage, `refactored` whether closed
    code was refactored then, and `amendments` what is told of that. `marked` are amendments that are
    only claimed: `kata.session.marked.settled` judges them.
    """

    stage: int
    snapshot: Snapshot
    source: Source
    ref: str = ""
    amended: Snapshot | None = None
    refactored: bool = False
    amendments: tuple[AmendmentNote, ...] = ()
    marked: tuple[Marked, ...] = ()

    @property
    def baseline(self) -> Snapshot:
        """What the next stage is judged against."""
        return self.amended or self.snapshot


def claims(kata: Kata, repository: Path, named: Mapping[int, str], home: Home) -> tuple[State, ...]:
    """The start and the state of every stage up to the last that can be graded, in order."""
    for stage in named:
        if not 1 <= stage <= len(kata.stages):
            raise UsageError(f"--stage {stage}=…: {kata.name} has the stages 1 to {len(kata.stages)}.")
    states = [State(0, _start(kata), "kata")]
    found = _closed(repository, named, home, last=len(kata.stages))
    while len(states) in found:
        states.append(found[len(states)])
    tree = _work_tree(repository)
    if tree is not None and not named and _goes_on(kata, states, tree):
        states.append(State(len(states), tree, "work tree"))
    if len(states) == 1 or max(found, default=0) > len(states) - 1:
        raise _missing(repository, len(states))
    return tuple(states)


def _missing(repository: Path, stage: int) -> UsageError:
    """Says how to name what closed the stage, or why nothing in this folder could."""
    from kata.workspace.history import is_shallow
    from kata.workspace.refs import folder_of

    try:
        shallow = is_shallow(folder_of(repository))
    except StateError as error:
        return UsageError(
            f"{repository} does not say which state closed stage {stage}, and has no history. {error}"
        )
    if shallow:
        return UsageError(
            f"{repository} is a shallow clone and does not hold what closed stage {stage}. "
            "Fetch the rest (git fetch --unshallow --tags), then run this again."
        )
    return UsageError(
        f"{repository} does not say which state closed stage {stage}. Name a branch, a tag or "
        f"a commit for each stage from 1 on: `kata grade {repository} --stage 1=REF --stage 2=REF`."
    )


def _start(kata: Kata) -> Snapshot:
    from kata.workspace.tree import snapshot

    return snapshot({**kata.starter, **kata.given_at(1)})


def _closed(repository: Path, named: Mapping[int, str], home: Home, *, last: int) -> dict[int, State]:
    """By stage, what closed it: as the mentor names it, as we kept it, or as the marks claim."""
    from kata.workspace.history import refs_of_marks, state_at

    kept = _kept(repository, home)
    try:
        marks = refs_of_marks(repository)
    except StateError:
        if named:
            raise
        marks = {}
    claimed = {int(name.removeprefix("stage-")): ref for name, ref in marks.items() if _is_stage(name)}
    refs = {**claimed, **named}
    found = {stage: State(stage, state_at(repository, ref), "claimed", ref) for stage, ref in refs.items()}
    for stage, state in found.items():
        if stage not in named and stage < last:
            found[stage] = replace(state, marked=marked_amendments(repository, stage, marks))
    for stage, state in kept.items():
        if stage not in named or found[stage].snapshot.tree == state.snapshot.tree:
            found[stage] = state
    return found


def _kept(repository: Path, home: Home) -> dict[int, State]:
    """What our own store holds, when the sitting was played on this machine and its record is whole."""
    from kata.workspace.store import Store

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


def _work_tree(repository: Path) -> Snapshot | None:
    """The files of the folder as they are; None for a bare repository."""
    from kata.workspace.ingest import ingest

    own = os.path.lexists(repository / ".git")
    bare = not own and (repository / "HEAD").is_file() and (repository / "objects").is_dir()
    return None if bare else ingest(repository)


def _goes_on(kata: Kata, states: list[State], tree: Snapshot) -> bool:
    """Whether the work tree is at the stage after the last state, by its brief."""
    stage = len(states)
    if stage > len(kata.stages):
        return False
    return tree.files.get(BRIEF) == kata.given_at(stage).get(BRIEF)


def _is_stage(name: str) -> bool:
    number = name.removeprefix("stage-")
    return name.startswith("stage-") and number.isascii() and number.isdecimal() and len(number) < 3
