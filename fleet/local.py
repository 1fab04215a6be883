"""Workers of this machine: processes that stay loaded, each with one job at a time."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable

from . import frames
from .courier import Lost, Progress

PATIENCE_SECONDS = 5.0
"""For a worker to end after its standard input has, before it is killed."""


class Local:
    """So many workers, started when they are first needed, and again when one is gone.

    `niceness` is what they yield to others of this machine.
    """

    def __init__(self, workers: int, niceness: int = 0) -> None:
        self._arrived: queue.SimpleQueue[tuple[int, bytes | Lost | Progress]] = queue.SimpleQueue()
        self._workers = [
            _Worker(lambda job, what: self._arrived.put((job, what)), niceness) for _ in range(workers)
        ]

    def capacity(self) -> int:
        return len(self._workers)

    def trouble(self) -> str:
        return ""  # a worker that is gone is started again with the next job

    def send(self, job: int, data: bytes) -> None:
        next(worker for worker in self._workers if worker.job is None).begin(job, data)

    def stop(self, job: int) -> None:
        for worker in self._workers:
            worker.stop(job)

    def arrivals(self, seconds: float) -> list[tuple[int, bytes | Lost | Progress]]:
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(self._arrived.get(timeout=seconds))
            while True:
                found.append(self._arrived.get_nowait())
        return found

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process, and the thread that reads its answers."""

    def __init__(self, arrive: Callable[[int, bytes | Lost | Progress], None], niceness: int) -> None:
        self._arrive = arrive
        self._niceness = niceness
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._stopped = False
        self.job: int | None = None

    def begin(self, job: int, data: bytes) -> None:
        if self._reader is not None and self._stopped:
            self._reader.join()  # it was stopped and has nothing to do any more, so it ends at once
        with self._lock:
            self.job, self._stopped = job, False
            process = self._process or self._start()
        assert process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it is gone: its reader tells that the job is lost
            frames.write(process.stdin, job, data)

    def stop(self, job: int) -> None:
        """Ends the process while it has that job, and never when it has another one by now."""
        with self._lock:
            if self.job == job:
                self._stopped = True
                self._hang_up()

    def close(self) -> None:
        self.job = None
        self._hang_up()
        process, reader = self._process, self._reader
        if process is not None and reader is not None:
            reader.join(PATIENCE_SECONDS)
            process.kill()
            reader.join()

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kata.fleet.worker", str(self._niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={**os.environ, "PYTHONSAFEPATH": "1"},
            start_new_session=True,  # Ctrl-C is for who started it, who then closes its standard input
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        return self._process

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as answers:
            for job, data in frames.read(answers):
                if data[:1] == frames.PROGRESS:
                    self._arrive(job, Progress(*frames.COUNTS.unpack(data[1:])))
                    continue
                self.job = None
                self._arrive(job, data[1:])
        code = process.wait()
        self._hang_up()
        with self._lock:
            self._process = None
            lost, self.job = self.job, None
        if lost is not None:
            why = "it was stopped" if self._stopped else f"its worker ended with status {code}"
            self._arrive(lost, Lost(why, blame=not self._stopped))

    def _hang_up(self) -> None:
        """The worker ends, with whatever it started, when its standard input ends."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
