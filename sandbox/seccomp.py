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
ARGUMENT = (16, 24, 32, 40)

NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone(2) takes: all but time, which it cannot
TYPE_INTO_TERMINAL = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX: would type into the caller's terminal
LOCAL, INTERNET, INTERNET_6 = 1, 2, 10  # AF_UNIX, AF_INET, AF_INET6
STREAM, SOCKET_KIND = 1, 0xF  # SOCK_STREAM; the rest of that argument is flags
MULTIPATH_TCP = 262  # a protocol number: escapes Landlock's rules for TCP
ANY_PROTOCOL, TCP = 0, 6
FAST_OPEN = 0x20000000  # MSG_FASTOPEN: connects without asking Landlock
PIPE_SIZE = 1031  # F_SETPIPE_SZ: all pipes of a user share a number of pages
SHARED, ANONYMOUS = 0x01, 0x20  # MAP_SHARED (and MAP_SHARED_VALIDATE), MAP_ANONYMOUS
SOCKET_LEVEL, BUFFER_SIZES = 1, (7, 8)  # SOL_SOCKET; SO_SNDBUF and SO_RCVBUF
# What the owner of a file may do who cannot write into it: FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR,
# FS_IOC_SETVERSION, FS_IOC_ENABLE_VERITY.
FILE_MARKS = (0x40086602, 0x401C5820, 0x40087602, 0x40806685)

Calls = Mapping[str, tuple[int | None, int | None]]

# Calls that exist on one architecture only have no number on the other.
REFUSED: Calls = {
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
    "inotify_init": (253, None),  # a user has 128 of them, for all programs together
    "inotify_init1": (294, 26),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
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
ABSENT: Calls = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "clone3": (435, 435),
    "io_setup": (206, 0),  # of a number for the whole machine
    # Objects of System V stay behind when all processes have ended, and those of others have numbers.
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
}
# Refused where a child shares files, processes and users with the one who grades: what it could do to
# them that Landlock does not ask about.
REFUSED_AMONG_OTHERS: Calls = {
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
}
# Done in name only there: libraries call these for files of their own (a copy, a private folder), and a
# filter cannot see whose file it is.
PRETENDED_AMONG_OTHERS: Calls = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
}
# Answered there as by a file system without such marks, which libraries know.
UNSUPPORTED_AMONG_OTHERS: Calls = {
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}


# Calls whose arguments decide.
JUDGED: Calls = {
    "clone": (56, 220),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "setsockopt": (54, 208),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "mmap": (9, 222),
    "prlimit64": (302, 261),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}


@dataclass(frozen=True)
class Architecture:
    """What the kernel calls a machine, and in which column of the tables its numbers stand."""

    audit: int
    column: int
    foreign_from: int | None  # numbers of a second calling convention begin here


ARCHITECTURES: Mapping[str, Architecture] = {
    "x86_64": Architecture(0xC000003E, 0, foreign_from=0x40000000),
    "aarch64": Architecture(0xC00000B7, 1, foreign_from=None),
}


def program(
    families: tuple[int, ...], machine: str | None = None, *, among_others: bool = False
) -> bytes | None:
    """The filter as the kernel reads it (an array of struct sock_filter); None on an unknown machine.

    `families` are the kinds of socket that may be made; all others fail as if unsupported. `among_others`
    is for a child that no namespaces keep apart: it may make streams of TCP and pairs of local ones
    alone, and change nothing about files and processes that its user owns.
    """
    known = ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return None
    code = [_load(ARCHITECTURE), _jump(JUMP_EQUAL, known.audit, 1, 0), _return(KILL), _load(NUMBER)]
    if known.foreign_from is not None:
        code += [_jump(JUMP_AT_LEAST, known.foreign_from, 0, 1), _return(KILL)]
    answers = [(REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)]
    if among_others:
        answers += [(REFUSED_AMONG_OTHERS, errno.EPERM), (PRETENDED_AMONG_OTHERS, 0)]
        answers += [(UNSUPPORTED_AMONG_OTHERS, errno.ENOTSUP)]
    for calls, error in answers:
        for numbers in calls.values():
            number = numbers[known.column]
            if number is not None:
                code += [_jump(JUMP_EQUAL, number, 0, 1), _fail(error)]
    for name, body in _judgements(families, among_others).items():
        number = JUDGED[name][known.column]
        assert number is not None
        code += _when(number, body)
    code.append(_return(ALLOW))
    return b"".join(code)


def _judgements(families: tuple[int, ...], among_others: bool) -> dict[str, list[bytes]]:
    """Per call, what is looked at before it passes."""
    sockets = [*_argument(2, _none_of((MULTIPATH_TCP,), errno.EPROTONOSUPPORT))]
    ioctls: tuple[int, ...] = TYPE_INTO_TERMINAL
    judged = {
        "clone": _argument(0, _no_bit(NEW_NAMESPACES, errno.EPERM)),
        "fcntl": _argument(1, _none_of((PIPE_SIZE,), errno.EPERM)),
        # Memory that stays when it is mapped no more; libraries share files of a bounded folder.
        "mmap": [
            *_argument(3, [_jump(JUMP_ANY_BIT, ANONYMOUS, 1, 0), _return(ALLOW)]),
            *_no_bit(SHARED, errno.EPERM),
        ],
        # Done in name only: without it each buffer has the machine's usual size, which can be counted.
        "setsockopt": [
            *_argument(1, [_jump(JUMP_EQUAL, SOCKET_LEVEL, 1, 0), _return(ALLOW)]),
            *_argument(2, _none_of(BUFFER_SIZES, 0)),
        ],
    }
    if among_others:
        sockets = [
            *_argument(2, _one_of((ANY_PROTOCOL, TCP), errno.EPROTONOSUPPORT)),
            *_argument(1, [_instruction(AND, 0, 0, SOCKET_KIND), *_one_of((STREAM,), errno.ESOCKTNOSUPPORT)]),
        ]
        ioctls = (*TYPE_INTO_TERMINAL, *FILE_MARKS)
        judged |= {
            "prlimit64": _argument(0, _one_of((0,), errno.EPERM)),
            "sendto": _argument(3, _no_bit(FAST_OPEN, errno.EPERM)),
            "sendmsg": _argument(2, _no_bit(FAST_OPEN, errno.EPERM)),
            "sendmmsg": _argument(3, _no_bit(FAST_OPEN, errno.EPERM)),
        }
    judged["ioctl"] = _argument(1, _none_of(ioctls, errno.EPERM))
    judged["socket"] = [*sockets, *_argument(0, _one_of(families, errno.EAFNOSUPPORT))]
    judged["socketpair"] = [*sockets, *_argument(0, _one_of((LOCAL,), errno.EAFNOSUPPORT))]
    return judged


def _argument(number: int, body: list[bytes]) -> list[bytes]:
    return [_load(ARGUMENT[number]), *body]


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """Runs the body for one call; it ends in a pass, since the call's number is no longer loaded."""
    body = [*body, _return(ALLOW)]
    return [_jump(JUMP_EQUAL, number, 0, len(body)), *body]


def _none_of(values: tuple[int, ...], error: int) -> list[bytes]:
    return [part for value in values for part in (_jump(JUMP_EQUAL, value, 0, 1), _fail(error))]


def _one_of(values: tuple[int, ...], error: int) -> list[bytes]:
    jumps = [_jump(JUMP_EQUAL, value, len(values) - index, 0) for index, value in enumerate(values)]
    return [*jumps, _fail(error)]


def _no_bit(bits: int, error: int) -> list[bytes]:
    return [_jump(JUMP_ANY_BIT, bits, 0, 1), _fail(error)]


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
