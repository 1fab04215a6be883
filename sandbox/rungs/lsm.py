"""Landlock and a filter of system calls: for machines that allow neither bubblewrap nor namespaces."""

from __future__ import annotations

import base64
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import interpreter, seccomp
from ..inside import lockdown
from ..launch import Launch, Mounts
from ..limits import Limits
from .accident import confined

FAMILIES = (seccomp.INTERNET, seccomp.INTERNET_6)  # local ones in pairs only: others could lead outside
DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")
PORT_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


@dataclass(frozen=True)
class Lsm:
    """Only named files, nothing done to other processes, no local sockets, TCP to high ports alone."""

    name: str = "lsm"
    level: int = 2
    mechanisms: tuple[str, ...] = ("Landlock", "system call filter", "limits per process")
    unguarded: tuple[str, ...] = (
        "it can reach programs on this and other machines over TCP at high ports: practice, not a grade",
        "it can fill the disk of the temporary folder",
        "memory of all processes together is measured twenty times a second, but the kernel does not limit it",
        "a flaw in the kernel itself",
    )
    leaves_open: frozenset[str] = frozenset({"tcp"})

    def problem(self) -> str | None:
        if sys.platform != "linux":
            return "Landlock exists on Linux only."
        found = lockdown.version()
        if found < lockdown.NEEDED_VERSION:
            return (
                f"This kernel's Landlock has version {found} and {lockdown.NEEDED_VERSION} is needed "
                "(Linux 6.12 or later, with landlock among its security modules). Install bubblewrap instead."
            )
        if seccomp.program(FAMILIES, among_others=True) is None:
            return f"There is no system call filter for {os.uname().machine} machines yet."
        return None

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        code = seccomp.program(FAMILIES, among_others=True) or b""
        python = interpreter.locate()
        readable, listable = interpreter.without_hidden(python)
        ours = [path.resolve() for path in (mounts.tree, mounts.driver, mounts.packages)]
        first, last = PORT_RANGE.read_text().split()
        scratch = tempfile.mkdtemp(prefix="kata-scratch-")
        landlock = {
            "read": [str(path) for path in (*readable, *ours)],
            "list": [str(path) for path in listable],
            "write": [scratch],
            "devices": list(DEVICES),
            "ports": [int(first), int(last)],
        }
        lockdown_plan = {"landlock": landlock, "filter": base64.b64encode(code).decode()}
        return confined(mounts, limits, lockdown_plan, scratch)
