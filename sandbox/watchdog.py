"""Bounds the memory of a whole sandbox: the kernel's own limit counts each process alone."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from . import ending

PERIOD_SECONDS = 0.05  # in which a fast program touches another 100 MiB or so
KIB = 1024
SOCKET_BYTES = 4 * KIB  # of the kernel's, for a socket without anything in it
LOOKS = 5  # in a row, for processes that come and go while they are measured
_OWN = re.compile(rb"^(?:RssAnon|RssShmem|VmSwap|VmPTE):\s*(\d+) kB$", re.M)
_SHARE = re.compile(rb"^(?:Pss_Anon|Pss_Shmem|SwapPss):\s*(\d+) kB$", re.M)
_TABLES = re.compile(rb"^VmPTE:\s*(\d+) kB$", re.M)
_IN_USE = re.compile(rb"^(?:TCP|UDP|UDPLITE|RAW)6?: inuse (\d+)", re.M)
_QUEUES = re.compile(rb"^\s*\d+: \S+ \S+ \S+ ([0-9A-F]+):([0-9A-F]+) ", re.M)

Measure = Callable[[int], int]


class Watchdog:
    """Ends the process `pid` and all below it once they hold more than `limit_bytes` together.

    The first of `measures` is asked again and again, so it may count too much; where it does, the next is asked,
    and the last has the last word.
    """

    def __init__(self, pid: int, limit_bytes: int, measures: Sequence[Measure] = ()) -> None:
        self.bitten = False
        self._pid = pid
        self._limit = limit_bytes
        self._measures = measures or (memory_at_a_glance, memory_at_most, memory_in_use)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begins to look, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Call it before the process is waited for: afterwards its number may be another's."""
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(PERIOD_SECONDS):
            if all(measure(self._pid) > self._limit for measure in self._measures):
                self.bitten = True
                ending.end(self._pid)
                return


def memory_at_a_glance(pid: int) -> int:
    """As `memory_at_most`, but each socket counts as full: what waits in it is told in tables of the whole machine,
    which take the kernel milliseconds."""
    everyone = _tree(pid)
    return sum(map(_held, everyone)) + _network(everyone, _full)


def memory_at_most(pid: int) -> int:
    """Bytes that `pid` and all below it hold: their own, shared or swapped out, and in their network.

    Cheap, and never too little: what a process shares with those that it forked is counted once for each
    of them. What is mapped from files is not counted. 0 without a /proc.
    """
    everyone = _tree(pid)
    return sum(map(_held, everyone)) + _network(everyone)


def memory_in_use(pid: int) -> int:
    """The same bytes, but what several of these processes share is counted once. Takes a millisecond for each.

    As `memory_at_most` where the kernel does not tell what is shared, or processes come and go too fast.
    """
    for _ in range(LOOKS):
        everyone = _tree(pid)
        total = sum(map(_share, everyone)) + _network(everyone)
        if _tree(pid) == everyone:
            return total
    return memory_at_most(pid)


def _tree(pid: int) -> tuple[int, ...]:
    return (pid, *ending.descendants(pid))


def _held(pid: int) -> int:
    return _sum(_OWN, _told(pid, "status"))


def _share(pid: int) -> int:
    """What a process holds, a page of several processes divided by their number."""
    told = _told(pid, "smaps_rollup")
    if b"Pss_Anon:" not in told:
        return _held(pid)  # closed to us, or a kernel that does not tell
    return _sum(_SHARE, told) + _sum(_TABLES, _told(pid, "status"))


def _told(pid: int, file: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{file}").read_bytes()
    except OSError:
        return b""


def _sum(lines: re.Pattern[bytes], told: bytes) -> int:
    return sum(int(amount) * KIB for amount in lines.findall(told))


def _network(everyone: Sequence[int], measure: Callable[[Path], int] | None = None) -> int:
    """What waits in the sockets of a network of their own, closed and unaccepted ones too."""
    for pid in everyone:
        try:
            if Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink():
                return (measure or _queued)(Path(f"/proc/{pid}/net"))
        except OSError:
            continue  # it ended meanwhile
    return 0


def _queued(tables: Path) -> int:
    """What waits, as the tables in this folder tell; of a socket to another process of the machine only the
    existence is told, so it counts as full."""
    total = 0
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for sent, received in _QUEUES.findall((tables / name).read_bytes()):
            total += int(sent, 16) + int(received, 16) + SOCKET_BYTES
    return total + _local(tables)


def _full(tables: Path) -> int:
    """What would wait if all sockets were full; where the kernel does not tell how many there are, what waits."""
    try:
        told = (tables / "sockstat").read_bytes() + (tables / "sockstat6").read_bytes()
    except OSError:
        return _queued(tables)
    return sum(map(int, _IN_USE.findall(told))) * _largest_buffers() + _local(tables)


def _local(tables: Path) -> int:
    return ((tables / "unix").read_bytes().count(b"\n") - 1) * _local_buffer()


@functools.cache
def _local_buffer() -> int:
    return int(Path("/proc/sys/net/core/wmem_default").read_text())


@functools.cache
def _largest_buffers() -> int:
    """Of one socket, sending and receiving: by the kernel's own growing, or as a program asks for."""
    asked = sum(2 * int(Path(f"/proc/sys/net/core/{name}_max").read_text()) for name in ("rmem", "wmem"))
    grown = sum(
        int(Path(f"/proc/sys/net/ipv4/tcp_{name}").read_text().split()[2]) for name in ("rmem", "wmem")
    )
    return asked + grown + SOCKET_BYTES
