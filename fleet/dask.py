"""Workers of a Dask cluster, asked through a process of its own: what they send is unpickled there and not here.

Dask's network is one trust domain, so it is spoken to over TLS or on this machine. Dask is muscle, never record: order,
tries and results stay with the fleet.
"""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..base.errors import MachineError, UsageError
from . import frames
from .courier import Lost, Progress

CONNECT_SECONDS = 60.0
"""For the scheduler to answer, at first and when it was lost, before the run ends."""

BACK_OFF_SECONDS = 2.0
"""Between two tries to reach a scheduler that was lost."""

TOLD = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "XDG_CONFIG_HOME")
"""Of the environment, and what is Dask's own: no password of a database, for what a worker sends may run code there."""

LOST, BLAMED, CAPACITY, FATAL = b"L", b"B", b"C", b"F"
"""What a frame of the process begins with that brings no answer."""


@dataclass(frozen=True)
class Scheduler:
    """Where the scheduler is, and the files of TLS: the authority, this machine's certificate and its key.

    `options` is what the command's options for these files begin with.
    """

    address: str
    ca: str = ""
    certificate: str = ""
    key: str = ""
    options: str = "--tls"

    def insist(self) -> None:
        """Raises UsageError for an address that strangers could listen at, or without what is needed to ask it."""
        parts = urlsplit(self.address)
        host = parts.hostname or ""
        if parts.scheme not in ("tls", "tcp") or not host:
            raise UsageError(f"--scheduler {self.address}: write it as tls://HOST:PORT.")
        if parts.scheme == "tcp" and not _is_here(host):
            raise UsageError(
                f"--scheduler {self.address}: tcp:// is open to all, so it is taken on this machine alone. "
                "Give the cluster certificates and use tls://."
            )
        if parts.scheme == "tls":
            for option, file in (
                (f"{self.options}-ca", self.ca),
                (f"{self.options}-cert", self.certificate),
                (f"{self.options}-key", self.key),
            ):
                if not file:
                    raise UsageError(
                        f"--scheduler {self.address} needs {option} FILE: both sides prove who they are."
                    )
                if not Path(file).is_file():
                    raise UsageError(f"{option} {file} does not exist.")
        if importlib.util.find_spec("distributed") is None:
            raise UsageError(
                "A scheduler is asked by Dask, which is not installed. "
                f"Install it: {sys.executable} -m pip install 'design-katas[fleet]'"
            )


def _told() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in TOLD or name.startswith("DASK_")}


class Dask:
    """The workers of a cluster, as many as there are. Its process is started again when the scheduler was lost.

    After `patience` seconds without it nothing comes any more; without one that is a minute.
    """

    def __init__(self, scheduler: Scheduler, patience: float | None = None) -> None:
        scheduler.insist()
        self._scheduler, self._patience = scheduler, patience
        self._arrived: queue.SimpleQueue[tuple[int, bytes | Lost | Progress]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._flying: set[int] = set()
        self._capacity = 0
        self._fatal = ""
        self._closed = False
        self._connected = False
        self._lost_at = time.monotonic()
        self._ready = threading.Event()
        self._start()
        self._ready.wait(CONNECT_SECONDS)
        if self._fatal or not self._ready.is_set():
            self.close()
            raise MachineError(
                self._fatal or f"{scheduler.address} did not answer within {CONNECT_SECONDS:g} s."
            )

    def capacity(self) -> int:
        return self._capacity

    def trouble(self) -> str:
        if self._fatal or self._capacity:
            return self._fatal
        where = f"The scheduler {self._scheduler.address}"
        if not self._connected:
            return f"{where} does not answer. Start it again: it is asked every few seconds."
        return f"{where} has no worker. Start one there, with `dask worker`."

    def send(self, job: int, data: bytes) -> None:
        with self._lock:
            self._flying.add(job)
        self._write(job, data)

    def stop(self, job: int) -> None:
        self._write(job, b"")

    def arrivals(self, seconds: float) -> list[tuple[int, bytes | Lost | Progress]]:
        if self._fatal:
            raise MachineError(self._fatal)
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(self._arrived.get(timeout=seconds))
            while True:
                found.append(self._arrived.get_nowait())
        return found

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._reader.join(CONNECT_SECONDS)

    def _write(self, job: int, data: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it is gone: its reader tells what is lost
            frames.write(self._process.stdin, job, data)

    def _start(self) -> None:
        files = [self._scheduler.ca, self._scheduler.certificate, self._scheduler.key]
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "kata.fleet.dask_client", self._scheduler.address),
                *(str(Path(file).resolve()) if file else "" for file in files),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**_told(), "PYTHONSAFEPATH": "1"},
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None and process.stdin is not None
        with process.stdout as answers:
            for job, data in frames.read(answers):
                self._took(job, data[:1], data[1:])
        process.wait()
        with contextlib.suppress(OSError):
            process.stdin.close()
        if self._connected:
            self._connected, self._lost_at = False, time.monotonic()
        with self._lock:
            lost, self._flying, self._capacity = self._flying, set(), 0
        if not self._closed and not self._fatal:
            self._again()
        for job in lost:
            self._arrived.put((job, Lost("the scheduler is gone", blame=False)))

    def _took(self, job: int, kind: bytes, data: bytes) -> None:
        if kind == CAPACITY:
            self._capacity, self._connected = int(data) if data.isdigit() and len(data) < 6 else 0, True
            self._ready.set()
        elif kind == FATAL and self._ready.is_set() and not self._connected:
            return  # it was there before: it is tried again, until it has been away for too long
        elif kind == FATAL:
            self._fatal = data.decode("utf-8", "replace")
            self._ready.set()
        else:
            with self._lock:
                self._flying.discard(job)
            told = data.decode("utf-8", "replace") if kind != frames.ANSWER else ""
            self._arrived.put((job, data if kind == frames.ANSWER else Lost(told, blame=kind == BLAMED)))

    def _again(self) -> None:
        """Starts the process again, unless the scheduler has been away for too long."""
        patience = CONNECT_SECONDS if self._patience is None else self._patience
        if time.monotonic() - self._lost_at > patience:
            self._fatal = (
                f"{self._scheduler.address} is gone. Start the scheduler, then run this again to go on."
            )
            return
        time.sleep(BACK_OFF_SECONDS)
        if not self._closed:
            self._start()


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
