"""Who runs a stranger's code: never root."""

from __future__ import annotations

import functools
import os
import secrets

from kata.errors import MachineError

# Between the users that people and packages get and those that containers take; systemd leaves it unused.
UNUSED_IDS = range(60578, 61184)


def is_root() -> bool:
    """Whether this process has the powers of root, which a child must not inherit."""
    return os.geteuid() == 0


def unprivileged_id() -> int:
    """A user and group number that no account of this machine has: what root becomes before any child.

    Drawn anew each time, so that two sandboxes at once share neither a user's rights nor its limits.
    """
    free = _free_ids()
    if not free:
        raise MachineError(
            f"Every user number from {UNUSED_IDS[0]} to {UNUSED_IDS[-1]} is taken, so there is none to run "
            "a stranger's code as. Run kata as an ordinary user instead of root."
        )
    return secrets.choice(free)


@functools.cache
def _free_ids() -> tuple[int, ...]:
    import grp
    import pwd

    taken = {entry.pw_uid for entry in pwd.getpwall()} | {entry.gr_gid for entry in grp.getgrall()}
    return tuple(number for number in UNUSED_IDS if number not in taken)
