"""try: a throw-away workspace with a right design in it, and what lies outside running, to play with by hand."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import UsageError
from .services import serve_outside
from .support.open import open_kata, pack_here
from .support.screen import Screen
from .support.trust import trusted

if TYPE_CHECKING:
    from ..content.designs import Design
    from ..content.kata import Kata
    from ..content.pack import Pack


def try_out(screen: Screen, name: str, stage: int | None, design: str, pack: str, yes: bool) -> int:
    """Lays the workspace, says how to call it, and takes it away when the author ends it."""
    from ..content.designs import state
    from ..workspace.materialise import materialise

    opened = pack_here(pack)
    kata = open_kata(opened, name)
    number = stage or len(kata.stages)
    if not 1 <= number <= len(kata.stages):
        raise UsageError(f"There is no stage {number}. {kata.name} has the stages 1 to {len(kata.stages)}.")
    chosen = _chosen(opened, kata, design)
    trusted(screen, opened, yes=yes)
    with tempfile.TemporaryDirectory(prefix="kata-try-") as folder:
        workspace = Path(folder) / kata.name
        workspace.mkdir()
        materialise(state(kata, chosen, number), workspace)
        screen.show(f"{chosen.title}, as it is when stage {number} is closed:")
        screen.show(f"  cd {workspace}", whole=True)
        for line in _calls(kata):
            screen.show(f"  {line}", whole=True)
        screen.show("The folder is taken away when you end this.")
        if kata.support is not None and _simulates(kata):
            return serve_outside(screen, kata, number, [])
        _wait(screen)
    return 0


def _chosen(pack: Pack, kata: Kata, name: str) -> Design:
    designs = pack.designs(kata.name)
    found = next((design for design in designs if name in ("", design.name)), None)
    if found is None:
        raise UsageError(
            f"There is no design {name!r}. There are {', '.join(design.name for design in designs)}."
        )
    return found


def _calls(kata: Kata) -> list[str]:
    """How to call each client function, to be copied."""
    lines = []
    for seam in kata.seams:
        module, _, function = seam.target.partition(":")
        values = ", ".join(f"'{parameter}'" for parameter in seam.parameters)
        lines.append(f'python -c "from {module} import {function}; print({function}({values}))"')
    return lines


def _simulates(kata: Kata) -> bool:
    """Whether the support package speaks of simulators at all."""
    assert kata.support is not None
    entry = kata.support / "__init__.py"
    return entry.is_file() and "SIMULATORS" in entry.read_text(encoding="utf-8")


def _wait(screen: Screen) -> None:
    screen.show("Press Enter to end.")
    try:
        sys.stdin.readline()
    except KeyboardInterrupt:
        screen.show("Ended.")
