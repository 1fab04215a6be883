"""Who runs a stranger's code: never root."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from ..base.errors import MachineError

# Between the users that people and packages get and those that containers take; systemd leaves it unused.
UNUSED_IDS = range(60578, 61184)
PROCESS = Path("/proc/self")


def is_root() -> bool:
    """Whether this process has the powers of root, which a child must not inherit."""
    return os.geteuid() == 0


def unprivileged_id() -> int:
    """Draws a user and group number that no account of this machine has: what root becomes before any child.

    Drawn each time, so that two sandboxes at once share neither a user's rights nor its limits. Raises
    MachineError when there is none.
    """
    known = [number for number in UNUSED_IDS if all(map(_exists(number), ("uid_map", "gid_map")))]
    if not known:
        raise MachineError(
            "This root is alone: the container, or the user namespace, that kata runs in knows no other users, "
            "so there is none to run a stranger's code as. Run kata as an ordinary user outside of it."
        )
    free = [number for number in _free_ids() if number in known]
    if not free:
        raise MachineError(
            f"Every user number from {UNUSED_IDS[0]} to {UNUSED_IDS[-1]} is taken, so there is none to run "
            "a stranger's code as. Run kata as an ordinary user instead of root."
        )
    return secrets.choice(free)


def _exists(number: int) -> Callable[[str], bool]:
    """Whether, in a map of users or groups (`inside outside count`), there is one of that number."""

    def found(name: str) -> bool:
        try:
            rows = [row.split() for row in (PROCESS / name).read_text().splitlines()]
        except OSError:
            return True  # no maps: no namespaces either
        return any(int(first) <= number < int(first) + int(count) for first, _, count in rows)

    return found


@functools.cache
def _free_ids() -> tuple[int, ...]:
    import grp
    import pwd

    taken = {entry.pw_uid for entry in pwd.getpwall()} | {entry.gr_gid for entry in grp.getgrall()}
    return tuple(number for number in UNUSED_IDS if number not in taken)
