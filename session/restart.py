"""Starts a sitting again in the same folder; what was there is kept beside it, and goes on to be a sitting."""

from __future__ import annotations

from pathlib import Path

from ..base import disk_trouble
from ..base.errors import StateError
from .home import Home, move
from .reveal import start
from .sitting import Sitting


def restart(sitting: Sitting, home: Home, pack: str) -> tuple[Sitting, Path]:
    """Starts the kata again; gives the new sitting, and the folder that the old workspace is kept in.

    The folder itself stays, so that a shell in it need not go anywhere. What cannot be finished is put back.
    Raises StateError where a room keeps the clock.
    """
    if sitting.pace.fixed:
        raise StateError(f"{sitting.pace.fixed} Your earlier states are in git: `git log`, `git checkout`.")
    with sitting.alone():
        kept = _free(sitting.workspace)
        _carry(sitting.workspace, kept)
        move(sitting.folder, kept)
    try:
        return start(sitting.kata, sitting.workspace, home, sitting.clock, pack), kept
    except BaseException:
        _carry(kept, sitting.workspace)
        move(sitting.folder, sitting.workspace)
        kept.rmdir()
        raise


def _free(workspace: Path) -> Path:
    number = 1
    while (kept := workspace.with_name(f"{workspace.name}-before-restart-{number}")).exists():
        number += 1
    return kept


def _carry(source: Path, target: Path) -> None:
    """Moves all that is in a folder into another on the same disk; on trouble what was moved goes back."""
    moved: list[str] = []
    try:
        target.mkdir(exist_ok=True)
        for entry in sorted(source.iterdir()):
            entry.rename(target / entry.name)
            moved.append(entry.name)
    except OSError as error:
        for name in moved:
            (target / name).rename(source / name)
        raise disk_trouble.of_disk(error, target) from None
