"""The weakest rung: limits that stop accidents, and nothing that stops intent."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import identity, interpreter
from ..driver.rooms import empty
from ..inside import script
from ..launch import ENTRY, Launch, Mounts, environment
from ..limits import Limits

APPLY_LIMITS = script("apply_limits")


@dataclass(frozen=True)
class AccidentOnly:
    """Limits per process, nothing hidden: for practice where a machine offers no wall at all."""

    name: str = "accident-only"
    level: int = 1
    mechanisms: tuple[str, ...] = ("limits per process",)
    unguarded: tuple[str, ...] = (
        "the submission can read every file of the user who runs it, hidden tests too",
        "it can change the user's files",
        "it can reach the network",
        "it can stop the grader, or outlive it",
    )
    leaves_open: frozenset[str] = frozenset(
        {
            *("hidden-files", "accounts", "write-outside", "write-inputs", "other-processes", "trace"),
            *("tcp", "multipath-tcp", "udp", "vsock", "abstract-socket", "path-socket", "signals"),
            *("namespaces", "memory-files", "kernel-rings", "kernel-programs", "memory"),
            *("watches", "keys", "queues", "big-pipes", "shared-memory", "zero-device", "terminals"),
            *("limits-of-others", "turns-of-others", "marks-of-files"),
        }
    )

    def problem(self) -> str | None:
        if os.name != "posix":
            return "Limits per process need Linux or macOS; on Windows run kata inside WSL 2."
        return None

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        scratch = tempfile.mkdtemp(prefix="kata-scratch-")
        return confined(mounts, limits, {"landlock": None, "filter": None}, scratch)


def confined(mounts: Mounts, limits: Limits, lockdown: Mapping[str, Any], scratch: str) -> Launch:
    """The driver where it lies, started by `confine.py`, as nobody's user when root asks."""
    python = interpreter.locate()
    see = [
        *python.visible,
        *(path.resolve() for path in (mounts.tree, mounts.driver, mounts.packages, Path(scratch))),
    ]
    user = identity.unprivileged_id() if identity.is_root() else None
    if user is not None:
        os.chown(scratch, user, user)
        Path(scratch).chmod(0o711)  # else it would be taken for a folder that is closed to that user
    plan = {"user": user, "see": [str(path) for path in see], "limits": limits.per_process(), **lockdown}
    isolated = [str(python.executable), "-I", "-S", "-B"]
    return Launch(
        argv=[
            *isolated,
            str(APPLY_LIMITS),
            json.dumps(plan),
            *isolated,
            str(mounts.driver.resolve() / ENTRY),
        ],
        environment=environment(scratch=scratch, home=scratch),
        tree_at=str(mounts.tree.resolve()),
        packages_at=str(mounts.packages.resolve()),
        scratch_at=(scratch,),
        tree_memory_bytes=limits.tree_memory_bytes,
        cleanup=lambda: _throw_away(scratch),
    )


def _throw_away(folder: str) -> None:
    """Removes a folder, whatever a stranger made in it: without rights, or deeper than Python can follow."""
    with contextlib.suppress(OSError):
        empty(folder)
        Path(folder).rmdir()
