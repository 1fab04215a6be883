"""A command that runs as its user, with network and files, but cannot see some folders: for a player that is a program.

It is no jail: a player needs its tools, its keys and its network. What is hidden is not there for it: the folders are
covered in a mount namespace that it cannot leave, and no process outside can be seen or asked for them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..base.errors import MachineError

PROOF_SECONDS = 20.0
"""For the proof that what is hidden cannot be seen."""

PER_USER = Path("/run/user")
"""Holds sockets of services that would run a command outside of the wall."""


def hiding(folders: Sequence[Path], shown: Sequence[Path] = ()) -> list[str]:
    """What to put before a command so that it cannot see `folders`, but for those in `shown` below them.

    Raises MachineError where this machine cannot hide them, or the proof does not hold.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise MachineError(
            "What a player must not see is hidden by bubblewrap, which is not here. Install it (apt install "
            "bubblewrap), or play in a container of its own with --allow-weak-sandbox."
        )
    line = [bwrap, "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-user", "--unshare-pid"]
    line += ["--unshare-ipc", "--cap-drop", "ALL", "--die-with-parent", "--new-session"]
    every = {folder.resolve() for folder in (*folders, PER_USER) if folder.is_dir()}
    hidden = sorted(folder for folder in every if every.isdisjoint(folder.parents))
    for folder in hidden:
        line += ["--tmpfs", str(folder)]
    for folder in shown:
        line += ["--ro-bind", str(folder), str(folder)]
    line.append("--")
    for folder in hidden:
        _prove(line, folder, shown)
    return line


def _prove(line: Sequence[str], folder: Path, shown: Sequence[Path]) -> None:
    """Nothing of what is in the folder may be seen from inside, but for what is shown."""
    try:
        seen = subprocess.run(
            [*line, "find", str(folder), "-mindepth", "1", "-maxdepth", "1"],
            capture_output=True,
            timeout=PROOF_SECONDS,
            stdin=subprocess.DEVNULL,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MachineError(f"bubblewrap cannot hide {folder} ({error}).") from None
    above = {str(parent) for path in shown for parent in (path, *path.parents)}
    left = set(seen.stdout.decode("utf-8", "replace").splitlines()) - above
    if seen.returncode or left:
        said = seen.stderr.decode("utf-8", "replace").strip().splitlines()
        told = said[-1] if said else "it can still be seen"
        raise MachineError(
            f"bubblewrap cannot hide {folder} from a player ({told}). Play in a container of its own with "
            "--allow-weak-sandbox; `kata doctor` tells what this machine lacks."
        )
