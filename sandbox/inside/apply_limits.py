"""Run by path, `python -I -S -B confine.py PLAN COMMAND...`: gives up powers, then starts the command.

PLAN is a JSON object: `user` (a number to become, or null; needs root), `see` (paths that the user must
reach), `limits` (names of `resource.RLIMIT_*` in small letters to numbers), `landlock` and `filter` as
`lockdown` takes them, or null. Standard library only; nothing of kata can be imported here.

This process stays, outside the walls, as the one that adopts what the command's children leave behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import drop_root  # type: ignore[import-not-found]  # beside this script, not in a package
import lockdown  # type: ignore[import-not-found]  # the same

ROUNDS = 50  # a bomb that forks while it is being killed runs into its limit long before
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def main() -> None:
    """Follows the plan; whatever fails ends the process before any stranger's code."""
    plan, command = json.loads(sys.argv[1]), sys.argv[2:]
    if plan["user"] is not None:
        drop_root.open_the_way(plan["see"])
        drop_root.become(plan["user"])
    if os.geteuid() == 0:
        raise SystemExit("confine: refuses to run a stranger's code as root")
    if sys.platform != "linux":
        lock(plan)
        os.execv(command[0], command)
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")
    _check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0), "pdeathsig")
    child = os.fork()
    if child == 0:
        lock(plan)
        os.execv(command[0], command)
    keep(child)


def lock(plan: dict[str, Any]) -> None:
    """The limits and the walls, in the process that becomes the command."""
    limit(plan["limits"])
    if sys.platform == "linux":
        lockdown.no_new_privileges()
        lockdown.apply(plan["landlock"], plan["filter"])


def keep(child: int) -> None:
    """Waits for the command, then ends what it left; or ends all when told to, or when the caller dies."""
    os.closerange(3, 1 << 10)  # the channel is the command's alone

    def end(*_: object) -> None:
        for _round in range(ROUNDS):
            below = _children()
            for pid in below:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
            if not below:
                break
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        pid, _status = os.wait()
        if pid == child:
            end()


def _children() -> list[int]:
    """The living children of this process, adopted ones too."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def limit(limits: dict[str, int]) -> None:
    """Sets each limit, soft and hard, never above what is already the ceiling."""
    for name, value in limits.items():
        if sys.platform == "darwin" and not hasattr(resource, "RLIMIT_" + name.upper()):
            continue  # that system has fewer
        kind = getattr(resource, "RLIMIT_" + name.upper())
        ceiling = resource.getrlimit(kind)[1]
        if name == "nproc":
            value += _running(os.getuid()) - 1  # this process becomes the first of the new ones
        if ceiling != resource.RLIM_INFINITY:
            value = min(value, ceiling)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):
            if sys.platform != "darwin":  # there, the limit of memory is refused
                raise


def _running(user: int) -> int:
    """How many threads this user runs already: the kernel counts them with the new ones."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == user:
                total += sum(1 for _ in (process / "task").iterdir())
        except OSError:
            continue  # it ended meanwhile
    return total


def _check(answer: int, what: str) -> None:
    if answer != 0:
        number = ctypes.get_errno()
        raise SystemExit(f"confine: {what}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
