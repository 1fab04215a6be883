"""Tries a rung's walls from inside and looks outside what came through; remembers what held."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..base.errors import MachineError
from ..base.folders import cache_folder
from ..base.whole_files import write_whole
from . import ending
from .inside import script
from .interpreter import ENGINE
from .launch import ENTRY, FOLDER_MODE, Mounts, Rung
from .limits import Limits

PROBE_INSIDE = script("probe_inside")
SECONDS = 20.0  # real time for all probes; they take 0.2 s
AFTERLIFE_SECONDS = 1.0  # real time for the kernel to end what was killed
FEWER_PROCESSES = 12  # a small limit is reached as surely as a large one, and sooner
MAX_SOCKET_PATH = 100  # bytes of a socket's address; the kernel takes 107 on Linux and 103 on macOS
BOOT = Path("/proc/sys/kernel/random/boot_id")


def prove(rung: Rung) -> Mapping[str, bool]:
    """Per probe, whether the wall held; raises MachineError when the rung cannot even start."""
    remembered = _memory(rung)
    if remembered is not None and remembered.exists():
        with contextlib.suppress(OSError, ValueError):
            return {str(name): bool(held) for name, held in json.loads(remembered.read_text()).items()}
    probes = run(rung)
    if remembered is not None:
        with contextlib.suppress(OSError):
            write_whole(remembered, json.dumps(probes).encode())
    return probes


def run(rung: Rung) -> dict[str, bool]:
    """The probes, now; about 0.2 s."""
    limits = replace(Limits(), processes=FEWER_PROCESSES)
    with _outside() as outside:
        launch = rung.command(outside.mounts, limits)
        ours, theirs = socket.socketpair()
        with outside.log.open("wb") as log:
            process = launch.start(theirs.fileno(), log)
        theirs.close()
        try:
            ours.settimeout(SECONDS)
            facts = {
                **outside.facts,
                "inputs": [launch.tree_at, launch.packages_at],
                "scratch": launch.scratch_at[0],
                "limits": {
                    "memory_bytes": limits.memory_bytes,
                    "processes": limits.processes,
                    "per_process": limits.per_process(),
                },
            }
            before = outside.state()
            answers = _ask(ours, facts, outside.log)
            answers["signals"] = outside.decoy.poll() is None
            answers |= {name: before[name] == after for name, after in outside.state().items()}
            ending.end(process.pid)
            process.wait()
            answers["daemon"] = _is_silent(ours)
        finally:
            ending.end(process.pid)
            process.wait()
            ours.close()
            launch.cleanup()
    return answers


@dataclass(frozen=True)
class _Outside:
    """What a child must not reach, and how to tell whether it did."""

    mounts: Mounts
    facts: dict[str, Any]
    decoy: subprocess.Popen[bytes]
    marked: tuple[Path, ...]
    log: Path

    def state(self) -> dict[str, Any]:
        """What a child must leave as it is, by the probe that tries to change it."""
        pid = self.decoy.pid
        turns: list[Any] = [os.getpriority(os.PRIO_PROCESS, pid)]
        held: Any = None
        if sys.platform == "linux":
            turns += [os.sched_getaffinity(pid), os.sched_getscheduler(pid)]
            held = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        return {
            "turns-of-others": turns,
            "limits-of-others": held,
            "marks-of-files": [_marks(path) for path in self.marked],
        }


@contextlib.contextmanager
def _outside() -> Iterator[_Outside]:
    """A canary, an open folder, listeners and a process of ours, gone afterwards."""
    with contextlib.ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="kata-probe-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(FOLDER_MODE)
        for name in ("tree", "driver", "packages", "hidden", "open"):
            (home / name).mkdir()
            (home / name).chmod(FOLDER_MODE)
        # From here on so open that nothing but the wall keeps a stranger out.
        (home / "open").chmod(0o777)
        canary = home / "hidden" / "canary"
        canary.write_text("a hidden test")
        canary.chmod(0o666)
        (home / "tree" / "given").write_text("a file that may be read")
        shutil.copyfile(PROBE_INSIDE, home / "driver" / ENTRY)
        (home / "driver" / ENTRY).chmod(0o644)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(SECONDS)
        threading.Thread(target=_echo, args=(udp,), daemon=True).start()
        by_path = stack.enter_context(socket.socket(socket.AF_UNIX))
        address = _socket_path(home / "open", stack)
        by_path.bind(str(address))
        address.chmod(0o777)
        by_path.listen()
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        if sys.platform == "linux":
            abstract.bind("\0" + home.name)
            abstract.listen()
        waits = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]
        decoy = subprocess.Popen(waits, stdin=subprocess.DEVNULL, start_new_session=True)
        stack.callback(decoy.wait)
        stack.callback(decoy.kill)
        facts = {
            "marked": [str(canary), str(home / "tree" / "given")],
            "hidden": [str(canary), str(ENGINE / "base/errors.py")],
            "outside": [str(home / "open")],
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "socket": str(address),
            "abstract": home.name,
            "decoy": decoy.pid,
        }
        mounts = Mounts(tree=home / "tree", driver=home / "driver", packages=home / "packages")
        yield _Outside(mounts, facts, decoy, (canary, home / "tree" / "given"), home / "log")


def _socket_path(folder: Path, stack: contextlib.ExitStack) -> Path:
    """A path in this open folder, or in another one where the folder for temporary files has a long name."""
    if len(os.fsencode(folder / "socket")) > MAX_SOCKET_PATH:
        folder = Path(tempfile.mkdtemp(prefix="kata-probe-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o777)
    return folder / "socket"


def _marks(path: Path) -> tuple[Any, ...]:
    """All that can be changed of a file without writing into it."""
    seen = path.stat()
    notes = os.listxattr(path) if sys.platform == "linux" else []
    return seen.st_mode, seen.st_uid, seen.st_gid, seen.st_mtime_ns, notes


def _echo(udp: socket.socket) -> None:
    with contextlib.suppress(OSError):
        _, origin = udp.recvfrom(1)
        udp.sendto(b"y", origin)


def _ask(channel: socket.socket, facts: dict[str, Any], log: Path) -> dict[str, bool]:
    try:
        channel.sendall(json.dumps(facts).encode())
        data = channel.recv(1 << 16)
        return {str(name): held is True for name, held in json.loads(data).items()}
    except (OSError, ValueError) as error:
        said = log.read_text(errors="replace").strip().splitlines()
        raise MachineError(said[-1] if said else f"it did not start: {error}") from error


def _is_silent(channel: socket.socket) -> bool:
    """Whether nobody is left who holds the other end."""
    channel.settimeout(AFTERLIFE_SECONDS)
    try:
        return channel.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def _memory(rung: Rung) -> Path | None:
    """Where the outcome is kept, until the machine, the kernel, the user or the tools are others."""
    try:
        boot = BOOT.read_text().strip()
    except OSError:
        return None
    bwrap = shutil.which("bwrap")
    tool = Path(bwrap).stat() if bwrap else None
    parts = [
        rung.name,
        boot,
        platform.release(),
        str(os.geteuid()),
        f"{tool.st_size} {tool.st_mtime_ns}" if tool else "",
        sys.version,
        sys.executable,
        *(source.read_text() for source in sorted(Path(__file__).parent.glob("*/*.py"))),
        PROBE_INSIDE.read_text(),
    ]
    return cache_folder() / "walls" / f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}.json"
