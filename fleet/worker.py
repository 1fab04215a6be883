"""One worker of this machine, `python -m kata.fleet.worker NICENESS`: frames in, frames out, one job at a time.

When its standard input ends, it ends at once, and with it whatever it started.
"""

from __future__ import annotations

import os
import queue
import sys
import threading

from ..grader.grade import Progress
from . import frames
from .work import close, work


def main() -> None:
    """Answers assignments until standard input closes; whatever else is printed goes nowhere."""
    os.nice(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    jobs: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    while True:
        job, data = jobs.get()

        def tell(progress: Progress, job: int = job) -> None:
            counts = frames.COUNTS.pack(progress.decided, progress.total)
            frames.write(answers, job, frames.PROGRESS + counts)

        frames.write(answers, job, frames.ANSWER + work(data, tell))


def _listen(jobs: queue.SimpleQueue[tuple[int, bytes]]) -> None:
    with os.fdopen(0, "rb", closefd=False) as stream:
        for job, data in frames.read(stream):
            jobs.put((job, data))
    close()
    os._exit(0)


if __name__ == "__main__":
    main()
