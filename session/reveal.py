"""Begins a sitting, and reveals one stage after the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ..base.errors import StateError, UsageError
from ..content.kata import Kata
from .clock import Clock
from .disk_space import room_needed
from .events import Expected, Revealed, Started
from .given import lay_given
from .home import ID_FILE, Home
from .progress import closed_label
from .sitting import Sitting

Step = Callable[[str], None]
"""Called after each step with its name; tests kill the process there."""

SAID_MAX = 300
"""Characters of what the trainee expects: one line, as it is asked for."""


def start(kata: Kata, workspace: Path, home: Home, clock: Clock, pack: str = "") -> Sitting:
    """Makes the workspace with its first commit, and starts the clock of stage 1.

    What was begun is taken away again when it cannot be finished.
    """
    workspace = workspace.absolute()
    check_empty(workspace)
    folder = home.create(kata.name, workspace.resolve(), pack)
    try:
        return begin(Sitting(folder, workspace.resolve(), kata, clock))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def begin(sitting: Sitting) -> Sitting:
    """Lays stage 1 into the sitting's workspace, which must be empty; what was begun is taken away on trouble."""
    existed = check_empty(sitting.workspace)
    try:
        with room_needed(sitting.workspace, sitting.folder):
            return _begin(sitting)
    except BaseException:
        _take_away(sitting.workspace, existed)
        raise


def reveal_next(sitting: Sitting, said: str = "", step: Step = lambda name: None) -> int:
    """Lays the given files of the stage after the closed one into the workspace and starts its clock.

    `said` is what the trainee expects of that stage; it is kept in one line. Returns the number of the stage
    that is open then. Where another command revealed it meanwhile, nothing is done and nothing is kept.
    """
    with sitting.alone():
        now = sitting.progress()
        if not now.between_stages:
            return now.stage
        number = now.closed + 1
        line = " ".join(said.split())[:SAID_MAX]
        if line:
            sitting.note(Expected(stage=number, said=line))
        replaced = lay_given(sitting.kata, number, sitting.workspace, sitting.snapshot().files)
        step("laid")
        stage = sitting.kata.stage(number)
        sitting.repository.commit(f"Stage {number} revealed: {stage.title}")
        step("laid-committed")
        sitting.note(Revealed(stage=number, replaced=replaced))
        step("revealed")
        return number


def _begin(sitting: Sitting) -> Sitting:
    from ..workspace.repository import Repository

    kata, workspace = sitting.kata, sitting.workspace
    Repository.create(workspace, {**kata.starter, **kata.given_at(1)})
    (workspace / ID_FILE).write_text(sitting.folder.name + "\n", encoding="ascii")
    snapshot = sitting.snapshot()
    sitting.store.keep(snapshot, closed_label(0))
    sitting.note(Started(kata=kata.name, tree=snapshot.tree))
    sitting.note(Revealed(stage=1))
    return sitting


def check_empty(workspace: Path) -> bool:
    """Tells whether the folder exists already; it must be empty then.

    Raises StateError when it is not, and UsageError for what is not a folder.
    """
    if not workspace.exists():
        if workspace.is_symlink():
            raise UsageError(f"{workspace} is a link to nowhere. Name another folder.")
        return False
    if not workspace.is_dir():
        raise UsageError(f"{workspace} is a file. Name a folder that is empty or does not exist yet.")
    if any(workspace.iterdir()):
        raise StateError(f"{workspace} is not empty. Name a folder that is empty or does not exist yet.")
    return True


def _take_away(workspace: Path, existed: bool) -> None:
    """Removes what `start` put into a folder that was empty before, and the folder if it made it."""
    if not existed:
        shutil.rmtree(workspace, ignore_errors=True)
        return
    for entry in workspace.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
