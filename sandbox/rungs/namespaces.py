"""The same walls as the jail, built by our own script: for machines without bubblewrap."""

from __future__ import annotations

import base64
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from .. import identity, interpreter, seccomp
from ..inside import script
from ..launch import ENTRY, Launch, Mounts, environment
from ..limits import Limits
from .bubblewrap import DEVICE_LINKS, DEVICES, DRIVER, FAMILIES, PACKAGES, SCRATCH, TREE

MOUNT_JAIL = script("mount_jail")
# Where each says "0", users may make no namespaces.
SWITCHES = (
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
)


@dataclass(frozen=True)
class Namespaces:
    """Own files, processes, network and user by `unshare`; a filter of system calls; limits inside."""

    name: str = "namespaces"
    level: int = 3
    mechanisms: tuple[str, ...] = (
        "own process and user namespaces",
        "empty network",
        "read-only files",
        "system call filter",
        "limits per process",
    )
    unguarded: tuple[str, ...] = (
        "memory of all processes together is measured twenty times a second, but the kernel does not limit it",
        "a flaw in the kernel itself",
    )
    leaves_open: frozenset[str] = frozenset()

    def problem(self) -> str | None:
        if sys.platform != "linux":
            return "Namespaces exist on Linux only."
        if seccomp.program(FAMILIES) is None:
            return f"There is no system call filter for {os.uname().machine} machines yet."
        for switch, off, remedy in SWITCHES:
            path = Path(switch)
            if path.exists() and path.read_text().strip() == off:
                return f"Users may not make namespaces here. An administrator can allow it: {remedy}"
        return None

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        python = interpreter.locate()
        ours = [(mounts.tree, TREE), (mounts.driver, DRIVER), (mounts.packages, PACKAGES)]
        binds = [(str(path), str(path)) for path in python.visible]
        binds += [(str(path.resolve()), place) for path, place in ours]
        plan = {
            "user": identity.unprivileged_id() if identity.is_root() else None,
            "see": [path for path, _ in binds],
            "binds": binds,
            "links": [(text, str(place)) for text, place in python.links],
            "devices": DEVICES,
            "device_links": DEVICE_LINKS,
            "hidden": [str(folder) for folder in python.hidden],
            "scratch": SCRATCH,
            "scratch_bytes": limits.scratch_bytes,
            "shared_memory_bytes": limits.shared_memory_bytes,
            "home": TREE,
            "limits": limits.per_process(),
            "filter": base64.b64encode(seccomp.program(FAMILIES) or b"").decode(),
        }
        isolated = [str(python.executable), "-I", "-S", "-B"]
        return Launch(
            argv=[*isolated, str(MOUNT_JAIL), json.dumps(plan), *isolated, f"{DRIVER}/{ENTRY}"],
            environment=environment(scratch=SCRATCH, home=SCRATCH),
            tree_at=TREE,
            packages_at=PACKAGES,
            scratch_at=(SCRATCH, "/dev/shm"),
            tree_memory_bytes=limits.tree_memory_bytes,
        )
