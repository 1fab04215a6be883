"""Speaks to a Dask scheduler for one fleet, started as `python -m kata.fleet.dask_client ADDRESS CA CERTIFICATE KEY`.

It holds no database and no secret but the files of TLS, and where Landlock is it can open no others: what a worker
answers with is unpickled here and may be any code. Frames in are jobs (an empty one stops its job), frames out say
what came of each, and how many the cluster takes.
"""

from __future__ import annotations

import os
import sys
import threading
import uuid
from typing import Any
from urllib.parse import urlsplit

from ..sandbox.inside import lockdown
from . import frames
from .dask import BLAMED, CAPACITY, FATAL, LOST
from .work import work

LOOK_SECONDS = 0.5
"""Between two looks at how many workers there are."""

CONNECT_SECONDS = 20
"""For the scheduler to answer once."""

READABLE = ("/etc", "/lib", "/lib64", "/usr", "/run/systemd/resolve")
"""Of the machine: libraries, and what tells the address of a name."""

DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")


class _Client:
    def __init__(self, address: str, ca: str, certificate: str, key: str) -> None:
        self._answers = os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        self._lock = threading.Lock()
        self._run = uuid.uuid4().hex
        self._futures: dict[int, Any] = {}
        self._client = self._connected(address, ca, certificate, key)

    def serve(self) -> None:
        """Carries jobs until standard input ends."""
        threading.Thread(target=self._look, daemon=True).start()
        with os.fdopen(0, "rb", closefd=False) as stream:
            for job, data in frames.read(stream):
                if not data:
                    self._stop(job)
                    continue
                future = self._client.submit(work, data, key=f"kata-{self._run}-{job}", pure=False, retries=0)
                self._futures[job] = future
                future.add_done_callback(lambda future, job=job: self._came(job, future))
        os._exit(0)

    def _connected(self, address: str, ca: str, certificate: str, key: str) -> Any:
        from distributed import Client
        from distributed.security import Security

        _shut_in(address, ca, certificate, key)
        try:
            security = (
                Security(  # type: ignore[no-untyped-call]
                    tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
                )
                if address.startswith("tls:")
                else None
            )
            return Client(address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
        except Exception as error:  # whatever Dask or TLS raises
            self._say(
                0, FATAL, f"The scheduler at {address} cannot be asked ({type(error).__name__}: {error})."
            )
            os._exit(1)

    def _look(self) -> None:
        """Tells how many jobs the cluster takes: one for each thread, and one that waits."""
        told = -1
        while True:
            if self._client.status not in ("running", "newly-created"):
                os._exit(1)
            try:
                threads = sum(self._client.nthreads().values())
            except Exception:  # the scheduler went just now
                os._exit(1)
            found = threads + 1 if threads else 0
            if found != told:
                told = found
                self._say(0, CAPACITY, str(found))
            threading.Event().wait(LOOK_SECONDS)

    def _came(self, job: int, future: Any) -> None:
        self._futures.pop(job, None)
        try:
            found = future.result(timeout=CONNECT_SECONDS)
        except BaseException as error:
            from concurrent.futures import CancelledError

            from distributed.scheduler import KilledWorker

            if isinstance(error, KilledWorker):
                self._say(job, BLAMED, "its workers ended")
            elif isinstance(error, CancelledError) or future.status in ("cancelled", "lost"):
                self._say(job, LOST, "it was stopped")
            elif isinstance(error, ImportError):
                told = f"A worker cannot load kata ({error}). Install the same version there, then start this again."
                self._say(0, FATAL, told)
            else:
                self._say(job, BLAMED, f"{type(error).__name__}: {error}")
            return
        if isinstance(found, bytes):
            self._say(job, frames.ANSWER, found)
        else:
            self._say(job, BLAMED, "the worker answered with something that is no answer")

    def _stop(self, job: int) -> None:
        future = self._futures.pop(job, None)
        if future is not None:
            future.cancel()

    def _say(self, job: int, kind: bytes, what: str | bytes) -> None:
        with self._lock:
            frames.write(self._answers, job, kind + (what.encode() if isinstance(what, str) else what))


def _shut_in(address: str, *files: str) -> None:
    """From here on this process opens these files, libraries and Python's own, and one port alone; nothing is written.

    It looks into no other process either. To be called before it has a second thread.
    """
    if sys.platform != "linux" or lockdown.version() < lockdown.NEEDED_VERSION:
        return
    port = urlsplit(address).port or 0
    installed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    read = [*READABLE, sys.base_prefix, sys.prefix, *installed, *filter(None, files)]
    plan = {"read": read, "list": [], "write": [], "devices": DEVICES, "ports": (port, port)}
    lockdown.no_new_privileges()
    lockdown.apply(plan, None)


if __name__ == "__main__":
    _Client(*sys.argv[1:5]).serve()
