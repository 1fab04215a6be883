"""Landlock and seccomp on this very process, by ctypes; loaded by `confine.py` from beside it.

Nothing of kata can be imported here. Constants are those of linux/landlock.h and linux/prctl.h.
"""

from __future__ import annotations

import base64
import ctypes
import os
import stat
import struct
from typing import Any

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION: asks for the kernel's version instead of making one
PATH_BENEATH, NET_PORT = 1, 2

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
EVERY_FILE_RIGHT = (1 << 16) - 1
FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
BIND_TCP, CONNECT_TCP = 1, 2
NO_ABSTRACT_SOCKETS, NO_SIGNALS = 1, 2  # none outside this domain

NEEDED_VERSION = 6  # the first with scopes for signals and abstract sockets


def version() -> int:
    """What this kernel's Landlock can do; 0 where it has none."""
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))))


def apply(landlock: dict[str, Any] | None, filter_code: str | None) -> None:
    """Locks this process and all that come of it, for good.

    `landlock` holds `read` (files and folders), `list` (folders whose names only may be read), `write`
    (folders), `devices` (files) and `ports` (first and last that may be connected to); `filter_code` is
    a seccomp program in base64.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if landlock is not None:
        _restrict(libc, landlock)
    if filter_code is not None:
        _filter(libc, base64.b64decode(filter_code))


def no_new_privileges() -> None:
    """From here on no program gains powers by being started."""
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def _restrict(libc: ctypes.CDLL, plan: dict[str, Any]) -> None:
    handled = struct.pack("=QQQ", EVERY_FILE_RIGHT, BIND_TCP | CONNECT_TCP, NO_ABSTRACT_SOCKETS | NO_SIGNALS)
    ruleset = libc.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    _check(min(ruleset, 0), "landlock")
    rights = {
        "read": EXECUTE | READ_FILE | READ_DIR,
        "list": READ_DIR,
        "write": EVERY_FILE_RIGHT & ~EXECUTE,
        "devices": READ_FILE | WRITE_FILE | TRUNCATE,
    }
    for kind, allowed in rights.items():
        for path in plan[kind]:
            _allow_path(libc, ruleset, path, allowed)
    first, last = plan["ports"]
    _allow_port(libc, ruleset, 0, BIND_TCP)  # 0: any that the kernel chooses
    for port in range(first, last + 1):
        _allow_port(libc, ruleset, port, CONNECT_TCP)
    _check(libc.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint32(0)), "landlock")
    os.close(ruleset)


def _allow_path(libc: ctypes.CDLL, ruleset: int, path: str, allowed: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what cannot be opened cannot be needed
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        allowed &= FILE_ONLY
    rule = struct.pack("=Qi", allowed, descriptor)
    _check(libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, ctypes.c_uint32(0)), f"landlock {path}")
    os.close(descriptor)


def _allow_port(libc: ctypes.CDLL, ruleset: int, port: int, allowed: int) -> None:
    rule = struct.pack("=QQ", allowed, port)
    _check(libc.syscall(ADD_RULE, ruleset, NET_PORT, rule, ctypes.c_uint32(0)), f"landlock port {port}")


def _filter(libc: ctypes.CDLL, code: bytes) -> None:
    kept = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))  # struct sock_fprog
    _check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0), "seccomp")


def _check(answer: int, what: str) -> None:
    if answer != 0:
        raise SystemExit(f"confine: {what}: {os.strerror(ctypes.get_errno())}")
