"""Tries every wall from inside, in the driver's place: `python -I -S -B . CHANNEL_FD`.

Reads one JSON object from the channel (what lies outside, and the limits), answers with one: per
probe, whether the wall held. Leaves a daemon behind that keeps the channel open. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import mmap
import os
import re
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PTRACE_SEIZE = 0x4206
CLONE_NEWUSER = 0x10000000
AF_VSOCK = 40
MULTIPATH_TCP = 262
SECONDS = 0.3  # real time to wait for a network that should not be there
FORBIDDEN = (errno.EPERM, errno.ENOSYS)
# Of system calls that no library makes: name to number, on x86_64 and on aarch64.
NUMBERS = {
    "io_uring_setup": (425, 425),
    "io_setup": (206, 0),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "mq_open": (240, 180),
    "ioprio_set": (251, 30),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
}
NEW_PRIVATE, LITTLE, SHARED_SEGMENT = 0, 4096, 0o600  # IPC_PRIVATE, a size, rights
SET_PIPE_SIZE = 1031
EXPECTED_NAMES = frozenset(
    {
        *("PATH", "HOME", "TMPDIR", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONHASHSEED"),
        *("MALLOC_ARENA_MAX", "SSL_CERT_DIR", "PWD"),
    }
)
# Where no namespace counts apart, the user's other processes are counted in, and some may end meanwhile.
OTHERS = 50
PR_GET_NO_NEW_PRIVS = 39

Facts = dict[str, Any]


def main(descriptor: int) -> None:
    """One question, one answer."""
    channel = socket.socket(fileno=descriptor)
    facts: Facts = json.loads(channel.recv(1 << 16))
    answers: dict[str, bool] = {}
    for name, probe in PROBES.items():
        try:
            answers[name] = probe(facts)
        except OSError:
            answers[name] = True  # refused, in whatever way
        except MemoryError:
            answers[name] = True
    leave_a_daemon()
    channel.sendall(json.dumps(answers).encode())
    channel.recv(1)  # until it is killed, as the driver would be
    os._exit(0)


def loopback(_: Facts) -> bool:
    """Must work: what a solution talks to is reached this way."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), SECONDS) as client,
    ):
        accepted, _address = server.accept()
        accepted.sendall(b"x")
        accepted.close()
        return client.recv(1) == b"x"


def user(_: Facts) -> bool:
    if os.getuid() == 0 or os.geteuid() == 0:
        return False
    if sys.platform != "linux":
        return True
    powers = re.search(r"CapEff:\s*(\S+)", _text("/proc/self/status") or "CapEff: 0")
    assert powers is not None
    locked = int(ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)) == 1
    return int(powers[1], 16) == 0 and locked


def hidden_files(facts: Facts) -> bool:
    return not any(_readable(path) for path in facts["hidden"])


def accounts(_: Facts) -> bool:
    return not any(_readable(path) for path in ("/etc/passwd", "/etc/shadow", "/etc/master.passwd"))


def write_outside(facts: Facts) -> bool:
    return not any(_writable(folder) for folder in [*facts["outside"], "/", "/dev", "/usr/lib"])


def write_inputs(facts: Facts) -> bool:
    return not any(_writable(folder) for folder in facts["inputs"])


def scratch(facts: Facts) -> bool:
    """Must work: a private folder to write in."""
    return _writable(facts["scratch"])


def environment(_: Facts) -> bool:
    return set(os.environ) <= EXPECTED_NAMES


def other_processes(facts: Facts) -> bool:
    return not _readable(f"/proc/{facts['decoy']}/environ")


def tcp(facts: Facts) -> bool:
    return not _reaches(socket.AF_INET, socket.SOCK_STREAM, 0, ("127.0.0.1", facts["tcp"]))


def multipath_tcp(facts: Facts) -> bool:
    return not _reaches(socket.AF_INET, socket.SOCK_STREAM, MULTIPATH_TCP, ("127.0.0.1", facts["tcp"]))


def udp(facts: Facts) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(SECONDS)
        client.connect(("127.0.0.1", facts["udp"]))
        client.send(b"x")
        return client.recv(1) != b"y"  # the grader's side answers each datagram


def vsock(_: Facts) -> bool:
    socket.socket(AF_VSOCK, socket.SOCK_STREAM).close()
    return False


def abstract_socket(facts: Facts) -> bool:
    return not _reaches(socket.AF_UNIX, socket.SOCK_STREAM, 0, "\0" + facts["abstract"])


def path_socket(facts: Facts) -> bool:
    return not _reaches(socket.AF_UNIX, socket.SOCK_STREAM, 0, facts["socket"])


def trace(facts: Facts) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "ptrace") or sys.platform == "darwin":
        return True
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return bool(libc.ptrace(PTRACE_SEIZE, facts["decoy"], None, None) != 0)


def signals(facts: Facts) -> bool:
    if facts["decoy"] == os.getpid():
        return True  # that number is ours in here: the process outside cannot be named
    os.kill(facts["decoy"], signal.SIGUSR1)
    return True  # the grader looks whether it arrived


def namespaces(_: Facts) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare"):
        return True
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.unshare(CLONE_NEWUSER) != 0 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def memory_files(_: Facts) -> bool:
    if not hasattr(os, "memfd_create"):
        return True
    os.close(os.memfd_create("probe"))
    return False


def kernel_rings(_: Facts) -> bool:
    return _forbidden("io_uring_setup", 0, None) and _forbidden("io_setup", 1, None)


def watches(_: Facts) -> bool:
    """Of which a user has 128 for all programs together."""
    return _forbidden("inotify_init1", 0) and _forbidden("fanotify_init", 0, 0)


def keys(_: Facts) -> bool:
    return _forbidden("add_key", b"user", b"probe", b"x", 1, -3) and _forbidden("keyctl", 0, -3, 0)


def kernel_programs(_: Facts) -> bool:
    """Parts of the kernel that had most of its flaws."""
    return all(
        (_forbidden("bpf", 0, None, 0), _forbidden("perf_event_open", None), _forbidden("userfaultfd", 0))
    )


def queues(_: Facts) -> bool:
    """Shared memory, semaphores and messages of the kernel: they stay when all processes have ended."""
    if sys.platform != "linux":
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
    made = (
        libc.shmget(NEW_PRIVATE, LITTLE, SHARED_SEGMENT),
        libc.semget(NEW_PRIVATE, 1, SHARED_SEGMENT),
        libc.msgget(NEW_PRIVATE, SHARED_SEGMENT),
    )
    for remove, number in zip((libc.shmctl, libc.semctl, libc.msgctl), made, strict=True):
        if number >= 0:
            remove(number, 0, *([0, None] if remove is libc.semctl else [None]))
    return max(made) < 0 and _forbidden("mq_open", b"probe", os.O_RDWR, 0, None)


def big_pipes(_: Facts) -> bool:
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(writer, SET_PIPE_SIZE, 1 << 20)
    finally:
        os.close(reader)
        os.close(writer)
    return sys.platform != "linux"


def shared_memory(_: Facts) -> bool:
    """Which stays in use while a page of it is mapped, and counts for no process."""
    mmap.mmap(-1, LITTLE, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS).close()
    return False


def zero_device(_: Facts) -> bool:
    """The other way to such memory."""
    with Path("/dev/zero").open("r+b", buffering=0) as device:
        mmap.mmap(device.fileno(), LITTLE, flags=mmap.MAP_SHARED).close()
    return False


def terminals(_: Facts) -> bool:
    """Of which there is a number for the whole machine."""
    for end in os.openpty():
        os.close(end)
    return False


def limits(facts: Facts) -> bool:
    """Each limit that the kernel keeps, as it was asked for; that of processes has a probe of its own."""
    asked = {name: value for name, value in facts["limits"]["per_process"].items() if name != "nproc"}
    kinds = {name: getattr(resource, f"RLIMIT_{name.upper()}", None) for name in asked}
    return all(
        resource.getrlimit(kind)[1] in range(value + 1)
        for kind, value in ((kinds[name], value) for name, value in asked.items())
        if kind is not None
    )


def limits_of_others(facts: Facts) -> bool:
    """The grader looks whether the limits of its process are as before."""
    if facts["decoy"] != os.getpid() and hasattr(resource, "prlimit"):
        resource.prlimit(facts["decoy"], resource.RLIMIT_NOFILE, (16, 16))
    return True


def turns_of_others(facts: Facts) -> bool:
    """The grader looks whether its process runs as often, and where, as before."""
    decoy = facts["decoy"]
    attempts: list[Callable[[], Any]] = []  # never all of the user's: this is tried behind weak walls, too
    if decoy != os.getpid():
        attempts.append(partial(os.setpriority, os.PRIO_PROCESS, decoy, 19))
        if sys.platform == "linux":
            attempts += [
                partial(os.sched_setaffinity, decoy, {min(os.sched_getaffinity(0))}),
                partial(os.sched_setscheduler, decoy, os.SCHED_IDLE, os.sched_param(0)),
                partial(_call, "ioprio_set", 1, decoy, 3 << 13),
            ]
    _try_all(attempts)
    return True


def marks_of_files(facts: Facts) -> bool:
    """Rights, times, owner and notes of a file that may be written by anybody: the grader looks."""
    for path in map(Path, facts["marked"]):
        attempts: list[Callable[[], Any]] = [
            partial(path.chmod, 0o640),
            partial(os.utime, path),
            partial(os.utime, path, (1, 1)),
            partial(os.chown, path, -1, os.getgid()),
        ]
        if sys.platform == "linux":
            attempts.append(partial(os.setxattr, path, "user.probe", b"x"))
        _try_all(attempts)
    return True


def memory(facts: Facts) -> bool:
    try:
        mmap.mmap(-1, facts["limits"]["memory_bytes"]).close()
    except (OSError, MemoryError, ValueError):
        return True
    return False


def processes(facts: Facts) -> bool:
    """Forks until refused; all end when the pipe is closed."""
    most = int(facts["limits"]["processes"]) + OTHERS
    reader, writer = os.pipe()
    started = 0
    with contextlib.suppress(OSError):
        while started < most:
            if os.fork() == 0:
                os.close(writer)
                os.read(reader, 1)
                os._exit(0)
            started += 1
    os.close(writer)
    os.close(reader)
    for _ in range(started):
        os.wait()
    return started < most


def leave_a_daemon() -> None:
    """A grandchild in a session of its own, whose only deed is to hold the channel open."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                signal.pause()
        os._exit(0)
    os.wait()


PROBES: dict[str, Callable[[Facts], bool]] = {
    "loopback": loopback,
    "scratch": scratch,
    "user": user,
    "hidden-files": hidden_files,
    "accounts": accounts,
    "write-outside": write_outside,
    "write-inputs": write_inputs,
    "environment": environment,
    "other-processes": other_processes,
    "tcp": tcp,
    "multipath-tcp": multipath_tcp,
    "udp": udp,
    "vsock": vsock,
    "abstract-socket": abstract_socket,
    "path-socket": path_socket,
    "trace": trace,
    "signals": signals,
    "namespaces": namespaces,
    "memory-files": memory_files,
    "kernel-rings": kernel_rings,
    "kernel-programs": kernel_programs,
    "watches": watches,
    "keys": keys,
    "queues": queues,
    "big-pipes": big_pipes,
    "shared-memory": shared_memory,
    "zero-device": zero_device,
    "terminals": terminals,
    "limits": limits,
    "limits-of-others": limits_of_others,
    "turns-of-others": turns_of_others,
    "marks-of-files": marks_of_files,
    "memory": memory,
    "processes": processes,
}


def _try_all(attempts: list[Callable[[], Any]]) -> None:
    for attempt in attempts:
        with contextlib.suppress(OSError):
            attempt()


def _call(name: str, *arguments: Any) -> int:
    """The error of a system call by its number; 0 when it was done."""
    number = NUMBERS[name][os.uname().machine == "aarch64"]
    libc = ctypes.CDLL(None, use_errno=True)
    return 0 if libc.syscall(number, *arguments) >= 0 else ctypes.get_errno()


def _forbidden(name: str, *arguments: Any) -> bool:
    return sys.platform != "linux" or _call(name, *arguments) in FORBIDDEN


def _text(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _readable(path: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return bool(stream.read(1))
    except OSError:
        return False


def _writable(folder: str) -> bool:
    path = Path(folder) / f"probe-{os.getpid()}"
    try:
        path.write_bytes(b"x")
        path.unlink()
    except OSError:
        return False
    return True


def _reaches(family: int, kind: int, protocol: int, address: Any) -> bool:
    with contextlib.closing(socket.socket(family, kind, protocol)) as client:
        client.settimeout(SECONDS)
        client.connect(address)
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]))
