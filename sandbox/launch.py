"""What a rung is asked for and what it gives: how to start the driver behind its walls."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from .limits import TREE_MEMORY_BYTES, Limits

ENTRY = "__main__.py"  # the file of the driver's folder that is run
UMASK = 0o022  # of everything inside: the caller's own would lock a child of another user out of its folders
FOLDER_MODE = 0o755  # of the folders that a child of another user must enter, whatever the caller's umask


@dataclass(frozen=True)
class Mounts:
    """The only folders that a child sees beside the interpreter; all of them read-only."""

    tree: Path
    driver: Path
    packages: Path


def _nothing() -> None:
    return None


@dataclass
class Launch:
    """A command that starts the driver, which is told the number of an inherited socket.

    `argv` ends in `[python, -I, -S, -B, driver]`. The places are those that the child sees. To end it,
    call `kata.sandbox.ending.end(process.pid)`, wait for it, then call `cleanup()` once. While it runs,
    `with kata.sandbox.watchdog.Watchdog(process.pid, tree_memory_bytes)` bounds what its processes use
    together, which no limit per process does.
    """

    argv: list[str]
    environment: Mapping[str, str]
    tree_at: str
    packages_at: str
    scratch_at: tuple[str, ...]
    pass_fds: tuple[int, ...] = ()
    tree_memory_bytes: int = TREE_MEMORY_BYTES
    cleanup: Callable[[], None] = field(default=_nothing, repr=False)

    def start(
        self, channel: int, errors: int | IO[bytes] | None = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """The driver, with the descriptor `channel` as its socket; it leads a session of its own.

        Raises OSError when the first program of the line cannot be run.
        """
        return subprocess.Popen(
            [*self.argv, str(channel)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=dict(self.environment),
            pass_fds=(*self.pass_fds, channel),
            start_new_session=True,
            umask=UMASK,
        )


class Rung(Protocol):
    """One way to wall a child in, of the strength `level` (0 none to 5 a disposable machine)."""

    @property
    def name(self) -> str: ...

    @property
    def level(self) -> int: ...

    @property
    def mechanisms(self) -> tuple[str, ...]: ...

    @property
    def unguarded(self) -> tuple[str, ...]:
        """What it does not promise, in words."""

    @property
    def leaves_open(self) -> frozenset[str]:
        """The names of the probes that it does not promise to hold."""

    def problem(self) -> str | None:
        """Why it cannot work here and what to do about it; None when it may."""

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        """How to start the driver behind this wall."""


def environment(scratch: str, home: str) -> dict[str, str]:
    """All that a child is told by its environment: nothing of the caller's."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": scratch,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",  # the same order of a set on every machine
        "MALLOC_ARENA_MAX": "2",  # else each thread reserves 64 MiB of the address space that is limited
        "SSL_CERT_DIR": "/nonexistent",  # nothing here speaks TLS, and loading the roots costs 20 ms a client
    }
