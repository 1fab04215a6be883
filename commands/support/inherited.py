"""What a process inherits from the one that started it, put right before a command runs."""

from __future__ import annotations

import os
import signal
import sys

SIZES = ("COLUMNS", "LINES")
"""Variables that tell how large the terminal is; a number below 1 is no size."""


def put_right() -> None:
    """Standard streams that are there and take every sign, signals as usual, and a terminal of some size."""
    _open_streams()
    # A parent that ignores SIGCHLD takes the exit statuses of our own children away.
    if signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    for name in SIZES:
        told = os.environ.get(name, "")
        if not (told.isascii() and told.isdecimal() and int(told) > 0):
            os.environ.pop(name, None)


def _open_streams() -> None:
    """A stream that the parent closed leads nowhere, so that no file of ours gets its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
