"""Run by path as root, `python -I -S -B descend.py USER PATH... -- COMMAND...`: becomes USER, then COMMAND.

The paths are made reachable for everyone first: a folder that only root may enter (such as root's
home, where an interpreter may live) is covered by an empty one, in a mount namespace of this process
alone, and the needed paths below it are mounted back at the very place where they were. All else that
such a folder held is gone from sight, for this process and all that come of it.

It stays one process from the grader to the command, so that the command still dies with the grader: a
dying parent may send its last signal only to whom it may kill. Standard library only, and little of it.
"""

# Importing pathlib would take 5 ms of every start.
# ruff: noqa: PTH101, PTH102, PTH112, PTH116, PTH120

from __future__ import annotations

import ctypes
import os
import stat
import sys

MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
CLONE_NEWNS = 0x00020000


def main() -> None:
    """Follows the words; whatever fails ends the process before any stranger's code."""
    end = sys.argv.index("--")
    open_the_way(sys.argv[2:end])
    become(int(sys.argv[1]))
    command = sys.argv[end + 1 :]
    os.execv(command[0], command)


def open_the_way(paths: list[str]) -> None:
    """Makes `paths` (absolute, without links) reachable for everyone."""
    closed = {
        folder for path in paths for folder in _above(path) if not os.stat(folder).st_mode & stat.S_IXOTH
    }
    outermost = [folder for folder in sorted(closed) if not closed.intersection(_above(folder)[1:])]
    if not outermost:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.unshare(CLONE_NEWNS), "unshare")
    below = [
        (path, os.open(path, os.O_PATH))
        for path in sorted(set(paths))
        if not set(outermost).isdisjoint(_above(path))
    ]
    _mount(libc, b"none", "/", None, MS_REC | MS_PRIVATE, None)
    for folder in outermost:
        _mount(libc, b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, b"mode=755,size=1m")
    for path, descriptor in below:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            _make(path)
        else:
            _make(os.path.dirname(path))
            os.close(os.open(path, os.O_CREAT | os.O_CLOEXEC, 0o644))
        _mount(libc, b"/proc/self/fd/%d" % descriptor, path, None, MS_BIND | MS_REC, None)
        os.close(descriptor)


def _make(folder: str) -> None:
    """The folder and those above it that are missing, open to everyone whatever the umask."""
    if not os.path.isdir(folder):
        _make(os.path.dirname(folder))
        os.mkdir(folder)
        os.chmod(folder, 0o755)


def become(user: int) -> None:
    """Leaves root for good, with its groups."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _above(path: str) -> list[str]:
    """The folders from `path` itself, if it is one, up to the root."""
    folders = [path] if os.path.isdir(path) else []
    while path != "/":
        path = os.path.dirname(path)
        folders.append(path)
    return folders


def _mount(
    libc: ctypes.CDLL, source: bytes, target: str, kind: bytes | None, flags: int, data: bytes | None
) -> None:
    _check(libc.mount(source, os.fsencode(target), kind, ctypes.c_ulong(flags), data), f"mount {target}")


def _check(answer: int, what: str) -> None:
    if answer != 0:
        raise SystemExit(f"descend: {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
