"""Tries every wall from inside, in the driver's place: `python -I -S -B . CHANNEL_FD`.

Reads one JSON object from the channel (what lies outside, and the limits), answers with one: per
probe, whether the wall held. Leaves a daemon behind that keeps the channel open. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import mmap
import os
import platform
import re
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PTRACE_SEIZE = 0x4206
CLONE_NEWUSER = 0x10000000
AF_VSOCK = 40
MULTIPATH_TCP = 262
SECONDS = 0.3  # real time to wait for a network that should not be there
IO_URING_SETUP = 425  # the same number on both machines
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
    """Must work: the providers that a solution talks to are reached this way."""
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
    if platform.system() != "Linux":
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall(IO_URING_SETUP, 0, None)
    return ctypes.get_errno() in (errno.EPERM, errno.ENOSYS)


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
    "memory": memory,
    "processes": processes,
}


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
