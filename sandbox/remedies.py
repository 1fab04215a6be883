"""What the machine says when a rung cannot start, and the one sentence that helps: one line for each cause."""

from __future__ import annotations

import re

_NO_NAMESPACES = (
    "Users may make no namespaces here. An administrator can allow it: on Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`; for a container, start it with "
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`."
)
REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"unshare: No space left|namespace.*ENOSPC",
        "This machine's number of namespaces is used up, or is 0. An administrator can raise it: "
        "`sysctl user.max_user_namespaces=10000`.",
    ),
    (r"/proc/self/(uid_map|gid_map|setgroups)", _NO_NAMESPACES),
    (
        r"setting up uid map|[Nn]o permissions to creat\w+ (a )?new namespace|[Cc]reating new namespace",
        _NO_NAMESPACES,
    ),
    (r"unshare: (Operation not permitted|Permission denied)", _NO_NAMESPACES),
    (
        r"(mount|[Cc]an't mount) .*proc",
        "Parts of /proc are covered here, as in most containers. Start the container with "
        "`--security-opt systempaths=unconfined`, or run kata outside of it.",
    ),
    (
        r"Resource temporarily unavailable|[Cc]annot allocate memory|Errno 11\]|Errno 12\]",
        "This user has too many processes, or the machine too little memory. End some, or raise `ulimit -u`.",
    ),
    (
        r"No space left on device|Disk quota exceeded",
        "The disk is full. Make room, or name another temporary folder in TMPDIR.",
    ),
)


def remedy(said: str) -> str:
    """What helps against what a tool or the kernel said; empty when that is not known."""
    return next((sentence for pattern, sentence in REMEDIES if re.search(pattern, said)), "")
