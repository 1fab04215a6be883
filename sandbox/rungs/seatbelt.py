"""macOS: a profile for `sandbox-exec`. Written from its documentation; not yet tried on a real Mac.

Rules are read from the top and the last that fits counts. The tool is marked deprecated by its maker
and still what browsers and build tools use. There is no parent-death signal and no process namespace:
a child of a child would outlive the grader, so the trainee's code may not start any. The driver itself
must fork, which the same profile governs; so forking is left open here and said to be.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import identity, interpreter
from ..launch import Launch, Mounts
from ..limits import Limits
from .accident import confined

TOOL = "/usr/bin/sandbox-exec"
SYSTEM = ("/usr/lib", "/System/Library", "/private/var/db/dyld", "/dev/null", "/dev/urandom", "/dev/random")


@dataclass(frozen=True)
class Seatbelt:
    """Only named files, loopback only, signals to its own kind only."""

    name: str = "seatbelt"
    level: int = 2
    mechanisms: tuple[str, ...] = ("sandbox-exec", "limits per process")
    unguarded: tuple[str, ...] = (
        "it can reach programs on this machine over loopback: practice, not a grade",
        "memory is not limited",
        "a process that it leaves behind may outlive the grader",
        "this rung has never been tried on a real Mac",
    )
    leaves_open: frozenset[str] = frozenset(
        {
            *("tcp", "udp", "memory", "processes", "daemon"),
            *("shared-memory", "terminals", "limits", "turns-of-others"),
        }
    )

    def problem(self) -> str | None:
        if sys.platform != "darwin":
            return "sandbox-exec exists on macOS only."
        if shutil.which(TOOL) is None:
            return f"{TOOL} is missing. Grade in a Linux container or virtual machine instead."
        if identity.is_root():
            return "As root it is not offered. Run kata as an ordinary user."
        return None

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        # /tmp and /var are links there, and profiles know real paths only.
        scratch = str(Path(tempfile.mkdtemp(prefix="kata-scratch-")).resolve())
        launch = confined(mounts, limits, {"landlock": None, "filter": None}, scratch)
        launch.argv[-5:-5] = [TOOL, "-p", profile(mounts, scratch)]
        return launch


def profile(mounts: Mounts, scratch: str) -> str:
    """The rules, in the language of the tool."""
    readable, listable = interpreter.without_hidden(interpreter.locate())
    ours = [path.resolve() for path in (mounts.tree, mounts.driver, mounts.packages)]
    folders = [str(path) for path in (*readable, *ours)]
    lines = [
        "(version 1)",
        "(deny default)",
        '(import "bsd.sb")',
        "(allow process-fork)",
        f"(allow process-exec (literal {_text(str(interpreter.locate().executable))}))",
        "(allow signal (target same-sandbox))",
        "(allow file-read-metadata)",
        *(f"(allow file-read* (subpath {_text(path)}))" for path in (*SYSTEM, *folders)),
        *(f"(allow file-read* (literal {_text(str(path))}))" for path in listable),
        f"(allow file-read* file-write* (subpath {_text(scratch)}))",
        '(allow file-write* (literal "/dev/null"))',
        "(deny network*)",
        '(allow network-bind network-inbound (local ip "localhost:*"))',
        '(allow network-outbound (remote ip "localhost:*"))',
    ]
    return "\n".join(lines)


def _text(value: str) -> str:
    """A string of the profile's language."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
