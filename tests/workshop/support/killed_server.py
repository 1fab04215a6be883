"""A server that kills itself at a point: `killed_server.py DATA URL POINT COUNT`. Prints its port when it answers."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from a_server import served


def main(data, url, point, count):
    left = int(count)

    def step(name):
        nonlocal left
        if name == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with served(Path(data), database=url, step=step) as found:
        sys.stdout.write(f"{found.port}\n")
        sys.stdout.flush()
        sys.stdin.read()


main(*sys.argv[1:])
