"""The strongest rung: bubblewrap with everything on, never as root.

An unprivileged bubblewrap cannot look into folders that only root may enter, and bubblewrap as root
keeps root's powers inside. So root first runs `descend.py`, which opens the way to the few needed
folders in a mount namespace of its own, becomes a user that no account has, and then turns into the
very line that an ordinary user runs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...base.errors import MachineError
from .. import identity, interpreter, seccomp
from ..inside import script
from ..launch import ENTRY, Launch, Mounts, environment
from ..limits import Limits

TREE, DRIVER, PACKAGES, SCRATCH = "/w", "/driver", "/packages", "/tmp"
FAMILIES = (seccomp.LOCAL, seccomp.INTERNET, seccomp.INTERNET_6)  # the network itself is an empty one
DEVICES = ("null", "full", "random", "urandom")  # not zero: memory that is shared by it counts nowhere
DEVICE_LINKS = (("/proc/self/fd", "fd"), ("fd/0", "stdin"), ("fd/1", "stdout"), ("fd/2", "stderr"))
DROP_ROOT = script("drop_root")

Bind = tuple[Path, str]


@dataclass(frozen=True)
class Bubblewrap:
    """bubblewrap: own files, processes, network and user; a filter of system calls; limits inside."""

    name: str = "jail"
    level: int = 3
    mechanisms: tuple[str, ...] = (
        "bubblewrap",
        "empty network",
        "own process and user namespaces",
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
        for tool, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux")):
            if shutil.which(tool) is None:
                return (
                    f"The program {tool} is missing. Install the package {package} (apt install {package})."
                )
        if seccomp.program(FAMILIES) is None:
            return f"There is no system call filter for {os.uname().machine} machines yet."
        return None

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        code = seccomp.program(FAMILIES)
        if code is None:
            raise MachineError(str(self.problem()))
        filter_fd = _readable(code)
        binds = _binds(mounts)
        python = str(interpreter.locate().executable)
        line: list[str] = []
        if identity.is_root():
            sources = [str(source) for source, _ in binds]
            line = [python, "-I", "-S", "-B", str(DROP_ROOT), str(identity.unprivileged_id()), *sources, "--"]
        told = environment(scratch=SCRATCH, home=SCRATCH)
        line += _walls(binds, limits, told, filter_fd)
        line += _limits(limits)
        line += [python, "-I", "-S", "-B", f"{DRIVER}/{ENTRY}"]
        return Launch(
            argv=line,
            environment=told,
            tree_at=TREE,
            packages_at=PACKAGES,
            scratch_at=(SCRATCH, "/dev/shm"),
            pass_fds=(filter_fd,),
            tree_memory_bytes=limits.tree_memory_bytes,
            cleanup=lambda: os.close(filter_fd),
        )


def _binds(mounts: Mounts) -> list[Bind]:
    """What is shown, read-only, and where."""
    shown = [(path, str(path)) for path in interpreter.locate().visible]
    prlimit = Path(_tool("prlimit"))
    ours = [(mounts.tree, TREE), (mounts.driver, DRIVER), (mounts.packages, PACKAGES)]
    return [*shown, (prlimit, str(prlimit)), *((path.resolve(), target) for path, target in ours)]


def _walls(binds: Iterable[Bind], limits: Limits, told: dict[str, str], filter_fd: int) -> list[str]:
    line = [_tool("bwrap"), "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
    # The driver is the first process itself: bubblewrap's own would stand there without the limits, and a
    # stranger could write into it; and no process inside can kill a first one.
    line += ["--as-pid-1", "--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in told.items():
        line += ["--setenv", name, value]
    # It cannot bound the number of files: at worst their names take a tenth of the memory, till the end.
    line += ["--size", str(limits.scratch_bytes), "--tmpfs", SCRATCH, *_files(binds)]
    line += ["--proc", "/proc", "--tmpfs", "/dev"]  # not its own /dev: that one has terminals, too
    for device in DEVICES:
        line += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for text, name in DEVICE_LINKS:
        line += ["--symlink", text, f"/dev/{name}"]
    line += ["--size", str(limits.shared_memory_bytes), "--tmpfs", "/dev/shm"]
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", TREE]
    return [*line, "--seccomp", str(filter_fd), "--"]


def _files(binds: Iterable[Bind]) -> list[str]:
    python = interpreter.locate()
    line: list[str] = []
    for source, target in binds:
        line += ["--ro-bind", str(source), target]
    for source_text, link in python.links:
        line += ["--symlink", source_text, str(link)]
    for folder in python.hidden:
        line += ["--tmpfs", str(folder), "--remount-ro", str(folder)]
    return line


def _limits(limits: Limits) -> list[str]:
    """Set inside: a limit of processes set before would count all others of the same user."""
    return [_tool("prlimit"), *(f"--{name}={value}" for name, value in limits.per_process().items()), "--"]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MachineError(f"The program {name} is missing. Install it with your system's package manager.")
    return os.path.realpath(found)


def _readable(data: bytes) -> int:
    """A descriptor from which `data` can be read to its end; the caller closes it."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as stream:
        stream.write(data)  # a filter is 1 KiB, far below what a pipe holds
    return reader
