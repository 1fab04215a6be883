"""How a trainee's work gets to a mentor: in words, and packed into one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import StateError, UsageError
from .support.open import open_sitting
from .support.screen import Screen

if TYPE_CHECKING:
    from ..session.sitting import Sitting

ENDING = ".bundle"


def bundle(screen: Screen, output: Path | None) -> int:
    """Packs the commits and the marks of all closed stages into one file.

    Raises StateError while no stage is closed, and UsageError for a file that cannot be written.
    """
    sitting = open_sitting()
    if sitting.progress().closed == 0:
        raise StateError(
            "No stage is closed yet, so there is nothing to hand over. Hand in with `kata next`."
        )
    target = (output or sitting.workspace.with_name(sitting.workspace.name + ENDING)).absolute()
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"{target} cannot be written. Name a file in a folder that exists.")
    sitting.repository.bundle(target)
    screen.show("Every stage that you closed is in this file. Give it to your mentor:")
    screen.show(f"  {target}", whole=True)
    screen.show("They grade it with")
    screen.show(f"  kata grade {target.name}", whole=True)
    return 0


def show_way(screen: Screen, sitting: Sitting) -> None:
    """What to type to hand the work over, once every stage is closed."""
    if sitting.progress().closed < len(sitting.kata.stages):
        return
    screen.show("To hand it to a mentor, choose one of these:", "bold")
    screen.show("  kata bundle                  packs all stages into one file")
    screen.show("  git push --follow-tags       pushes the commits and the tags of your stages")
