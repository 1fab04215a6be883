"""The end of a sandbox: the started process and everything that came of it."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

ROUNDS = 50  # a bomb that forks while it is being killed runs into its limit of processes long before


def end(pid: int) -> None:
    """Kills a process that `Popen` started in a session of its own, with all its descendants.

    Behind a process namespace the kernel ends every descendant with the first one. Elsewhere the
    descendants are looked up, also those in sessions of their own: the driver adopts what its children
    leave behind, so it is stopped first and killed last.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGSTOP)
    for _ in range(ROUNDS):
        below = descendants(pid)
        for each in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(each, signal.SIGKILL)
        if not below:
            break
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, as the kernel tells them; none where there is no /proc."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        tasks = f"/proc/{waiting.pop()}/task"
        with contextlib.suppress(OSError):  # it ended meanwhile
            for task in os.listdir(tasks):  # noqa: PTH208  # twenty times a second, while others work
                below = [int(child) for child in Path(f"{tasks}/{task}/children").read_text().split()]
                found += below
                waiting += below
    return [each for each in found if not _is_dead(each)]


def _is_dead(pid: int) -> bool:
    """Whether nothing is left of it but its exit status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True
