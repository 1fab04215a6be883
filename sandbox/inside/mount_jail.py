"""Run by path, `python -I -S -B enclose.py PLAN COMMAND...`: builds a jail, then starts the command.

PLAN is a JSON object: `user` and `see` as in `confine.py`, `binds` (pairs of path and place), `links`
(pairs of text and place), `devices` (names in /dev), `device_links` (pairs of text and name there),
`hidden` (folders to cover), `scratch`, `scratch_bytes`, `shared_memory_bytes`,
`home` (where the command starts), `limits` and `filter`. Standard library only.

This process stays outside and waits. The command is the first one of the new process namespace: nothing
inside can kill it, and with its death the kernel ends all others.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import platform
import signal
import socket
import stat
import struct
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import apply_limits  # type: ignore[import-not-found]  # beside this script, not in a package
import drop_root  # type: ignore[import-not-found]  # the same
import lockdown  # type: ignore[import-not-found]  # the same

NEW_USER, NEW_FILES, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x00020000, 0x20000000, 0x40000000
NEW_IPC, NEW_NAME, NEW_CGROUP = 0x08000000, 0x04000000, 0x02000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 4096, 16384, 1 << 18, 2
MOUNT_SETATTR, AT_RECURSIVE, AT_FDCWD = 442, 0x8000, -100
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
CAPABILITY_VERSION, LAST_CAPABILITY = 0x20080522, 63
GET_INTERFACE_FLAGS, SET_INTERFACE_FLAGS, INTERFACE_UP = 0x8913, 0x8914, 1
MOST_FILES = 10_000  # on each writable folder: names take memory too
BASE = "/tmp"  # exists everywhere; covered in our own namespace only

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Follows the plan; whatever fails ends the process before any stranger's code."""
    plan, command = json.loads(sys.argv[1]), sys.argv[2:]
    if plan["user"] is not None:
        drop_root.open_the_way(plan["see"])
        drop_root.become(plan["user"])
        _prctl(PR_SET_DUMPABLE, 1)  # else this process's own files in /proc stay root's
    if os.geteuid() == 0:
        raise SystemExit("enclose: refuses to run a stranger's code as root")
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    unshare()
    first = os.fork()
    if first == 0:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        build(plan)
        drop_powers()
        apply_limits.limit(plan["limits"])
        lockdown.no_new_privileges()
        lockdown.apply(None, plan["filter"])
        os.execv(command[0], command)
    apply_limits.keep(first)


def unshare() -> None:
    """Own user, files, processes, network, messages and names, under the same user number."""
    user, group = os.getuid(), os.getgid()
    everything = NEW_USER | NEW_FILES | NEW_PROCESSES | NEW_NETWORK | NEW_IPC | NEW_NAME | NEW_CGROUP
    _check(libc.unshare(everything), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def build(plan: dict[str, Any]) -> None:
    """A new root with what the plan names, all read-only but the scratch folder and shared memory."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    sources = [(os.open(path, os.O_PATH), place) for path, place in plan["binds"]]
    devices = [(os.open(f"/dev/{name}", os.O_PATH), f"/dev/{name}") for name in plan["devices"]]
    _mount("tmpfs", BASE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    _writable(plan["scratch"], plan["scratch_bytes"], MS_NOEXEC)
    for descriptor, place in sources:
        _bind(descriptor, place, read_only=True)
    for text, place in plan["links"]:
        Path(BASE + place).symlink_to(text)
    for place in plan["hidden"]:
        _mount("tmpfs", BASE + place, "tmpfs", MS_RDONLY, "size=4k")
    Path(BASE + "/dev").mkdir()
    _mount("tmpfs", BASE + "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k")
    for descriptor, place in devices:
        _bind(descriptor, place, read_only=False)
    for text, name in plan["device_links"]:
        Path(f"{BASE}/dev/{name}").symlink_to(text)
    _writable("/dev/shm", plan["shared_memory_bytes"], MS_NOEXEC)
    _mount(None, BASE + "/dev", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC)
    Path(BASE + "/proc").mkdir()
    _mount("proc", BASE + "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.chdir(BASE)
    _check(libc.syscall(PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    _check(libc.umount2(b".", MNT_DETACH), "umount")
    _mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    loopback_up()
    socket.sethostname("sandbox")
    os.chdir(plan["home"])


def loopback_up() -> None:
    """A new network namespace has a loopback, but it is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", 0)
        answer = fcntl.ioctl(any_socket, GET_INTERFACE_FLAGS, request)
        flags = struct.unpack("16sh22x", answer)[1] | INTERFACE_UP
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, struct.pack("16sh22x", b"lo", flags))


def drop_powers() -> None:
    """Gives up every capability over the new namespaces, for good."""
    for capability in range(LAST_CAPABILITY + 1):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # this kernel has no more
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    _check(libc.capset(header, bytes(24)), "capset")


def _bind(descriptor: int, place: str, *, read_only: bool) -> None:
    target = Path(BASE + place)
    target.parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(f"/proc/self/fd/{descriptor}", str(target), None, MS_BIND | MS_REC)
    os.close(descriptor)
    if read_only:
        wanted = struct.pack("=QQQQ", MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)  # struct mount_attr
        path = os.fsencode(target)
        answer = libc.syscall(
            MOUNT_SETATTR, AT_FDCWD, path, AT_RECURSIVE, wanted, ctypes.c_size_t(len(wanted))
        )
        _check(answer, f"read-only {place}")


def _writable(place: str, size: int, flags: int) -> None:
    Path(BASE + place).mkdir(parents=True, exist_ok=True)
    options = f"mode=1777,size={size},nr_inodes={MOST_FILES}"
    _mount("tmpfs", BASE + place, "tmpfs", MS_NOSUID | MS_NODEV | flags, options)


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    parts = [part.encode() if part else None for part in (source or "none", target, kind)]
    answer = libc.mount(*parts, ctypes.c_ulong(flags), options.encode() or None)
    _check(answer, f"mount {target}")


def _prctl(option: int, value: int) -> None:
    _check(libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _check(answer: int, what: str) -> None:
    if answer != 0:
        raise SystemExit(f"enclose: {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
