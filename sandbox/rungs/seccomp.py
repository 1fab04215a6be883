"""The system calls that a child may not make, as a program for the kernel's filter (classic BPF)."""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass

# Instructions, from linux/bpf_common.h: what each does is in its name.
LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
JUMP_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
JUMP_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

# Answers, from linux/seccomp.h.
ALLOW = 0x7FFF0000
FAIL = 0x00050000  # with the errno in the low 16 bits
KILL = 0x80000000  # the whole process

# Offsets in struct seccomp_data; an argument's low half, since both machines are little-endian.
NUMBER, ARCHITECTURE = 0, 4
ARGUMENT = (16, 24, 32)

NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone(2) takes: all but time, which it cannot
TYPE_INTO_TERMINAL = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX: would type into the caller's terminal
LOCAL, INTERNET, INTERNET_6 = 1, 2, 10  # AF_UNIX, AF_INET, AF_INET6
STREAM, SOCKET_KIND = 1, 0xF  # SOCK_STREAM; the rest of that argument is flags
MULTIPATH_TCP = 262  # a protocol number: escapes Landlock's rules for TCP

# Calls that exist on one architecture only have no number on the other.
REFUSED: Mapping[str, tuple[int | None, int | None]] = {
    # name: (x86_64, aarch64)
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "lookup_dcookie": (212, 18),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "uselib": (134, None),
}
# Answered as if this kernel had no such call, so that libraries fall back to what is counted: memory
# that belongs to no file and no process, and a form of clone whose flags a filter cannot see.
ABSENT: Mapping[str, tuple[int | None, int | None]] = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "clone3": (435, 435),
}


@dataclass(frozen=True)
class Architecture:
    """What the kernel calls a machine, and where it keeps the calls whose arguments matter."""

    audit: int
    column: int
    clone: int
    socket: int
    socketpair: int
    ioctl: int
    foreign_from: int | None  # numbers of a second calling convention begin here


ARCHITECTURES: Mapping[str, Architecture] = {
    "x86_64": Architecture(
        0xC000003E, 0, clone=56, socket=41, socketpair=53, ioctl=16, foreign_from=0x40000000
    ),
    "aarch64": Architecture(
        0xC00000B7, 1, clone=220, socket=198, socketpair=199, ioctl=29, foreign_from=None
    ),
}


def program(
    families: tuple[int, ...], machine: str | None = None, *, streams_only: bool = False
) -> bytes | None:
    """The filter as the kernel reads it (an array of struct sock_filter); None on an unknown machine.

    `families` are the kinds of socket that may be made; all others fail as if unsupported.
    With `streams_only` a socket must also be a stream: no datagrams, where no empty network stops them.
    """
    known = ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return None
    code = [_load(ARCHITECTURE), _jump(JUMP_EQUAL, known.audit, 1, 0), _return(KILL), _load(NUMBER)]
    if known.foreign_from is not None:
        code += [_jump(JUMP_AT_LEAST, known.foreign_from, 0, 1), _return(KILL)]
    for calls, error in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in calls.values():
            number = numbers[known.column]
            if number is not None:
                code += [_jump(JUMP_EQUAL, number, 0, 1), _return(FAIL | error)]
    code += _when(
        known.clone, [_load(ARGUMENT[0]), _jump(JUMP_ANY_BIT, NEW_NAMESPACES, 0, 1), _fail(errno.EPERM)]
    )
    code += _when(known.ioctl, [_load(ARGUMENT[1]), *_none_of(TYPE_INTO_TERMINAL, errno.EPERM)])
    for call in (known.socket, known.socketpair):
        code += _when(
            call,
            [
                _load(ARGUMENT[2]),
                *_none_of((MULTIPATH_TCP,), errno.EPROTONOSUPPORT),
                _load(ARGUMENT[0]),
                *_one_of(families, errno.EAFNOSUPPORT),
                *(_streams() if streams_only else []),
            ],
        )
    code.append(_return(ALLOW))
    return b"".join(code)


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """Runs the body for one call; it ends in a pass, since the call's number is no longer loaded."""
    body = [*body, _return(ALLOW)]
    return [_jump(JUMP_EQUAL, number, 0, len(body)), *body]


def _none_of(values: tuple[int, ...], error: int) -> list[bytes]:
    return [part for value in values for part in (_jump(JUMP_EQUAL, value, 0, 1), _fail(error))]


def _one_of(values: tuple[int, ...], error: int) -> list[bytes]:
    jumps = [_jump(JUMP_EQUAL, value, len(values) - index, 0) for index, value in enumerate(values)]
    return [*jumps, _fail(error)]


def _streams() -> list[bytes]:
    return [
        _load(ARGUMENT[1]),
        _instruction(AND, 0, 0, SOCKET_KIND),
        *_one_of((STREAM,), errno.ESOCKTNOSUPPORT),
    ]


def _load(offset: int) -> bytes:
    return _instruction(LOAD_WORD, 0, 0, offset)


def _jump(kind: int, value: int, when_true: int, when_false: int) -> bytes:
    return _instruction(kind, when_true, when_false, value)


def _return(value: int) -> bytes:
    return _instruction(RETURN, 0, 0, value)


def _fail(error: int) -> bytes:
    return _return(FAIL | error)


def _instruction(code: int, when_true: int, when_false: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)
