"""restart and restore: start again, and put a file of the kata's own back."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import UsageError
from .support.open import open_sitting
from .support.screen import Screen

if TYPE_CHECKING:
    from ..content.kata import Files

YES = "yes"


def restart(screen: Screen, sure: bool) -> int:
    """Starts the kata again in the same folder; the work so far is moved beside it."""
    from ..session.home import Home, read
    from ..session.restart import restart as begin_anew
    from .support.work import show_start

    sitting = open_sitting()
    if not sure:
        _ask(screen, sitting.workspace)
    fresh, kept = begin_anew(sitting, Home(), read(sitting.folder).pack)
    screen.show("Your work so far, with its history, is kept in", "bold")
    screen.show(f"  {kept}", whole=True)
    screen.show()
    show_start(screen, fresh, "")
    return 0


def restore(screen: Screen, names: list[str]) -> int:
    """Puts files of the kata's own back as they were given.

    Raises UsageError for a file that did not come with the kata.
    """
    from ..workspace.materialise import materialise

    sitting = open_sitting()
    now = sitting.progress()
    given = sitting.kata.given_at(now.stage)
    wanted = {_path(sitting.workspace, name, given): name for name in names}
    for path, name in wanted.items():
        if path not in given:
            own = f"The kata's own files are: {', '.join(sorted(given))}."
            place = Path(os.path.normpath(sitting.workspace / path))
            if not place.is_relative_to(sitting.workspace) or not place.exists():
                raise UsageError(f"No file {name} came with the kata. {own}")
            stage = f"kata/stage-{now.closed}" if now.closed else "HEAD"
            raise UsageError(
                f"{name} is your own file. {own} "
                f"To get {name} back as it was: `git checkout {stage} -- {path}`"
            )
    with sitting.alone():
        materialise({path: given[path] for path in wanted}, sitting.workspace)
    for path in wanted:
        screen.show(f"{path} is as it was given.")
    return 0


def _path(workspace: Path, name: str, given: Files) -> str:
    """The path inside the workspace: as seen from the current folder, else from the workspace."""
    for base in (Path.cwd(), workspace):
        path = Path(os.path.normpath(base / name))
        if path.is_relative_to(workspace):
            inside = path.relative_to(workspace).as_posix()
            if inside in given:
                return inside
    return name


def _ask(screen: Screen, workspace: Path) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "This needs an answer, and nobody can be asked here. To start again: `kata restart --yes`."
        )
    screen.show(
        f"Start again in {workspace}? What you wrote is kept in a folder beside it. The clock starts at 0 again."
    )
    try:
        answer = input(f"Type {YES} to start again: ")
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer.strip().lower() != YES:
        raise UsageError("Nothing was changed.")
