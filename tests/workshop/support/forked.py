"""Processes of a test's own. Each is forked from one that has loaded the program, which takes a new Python seconds.

The test's own process is not forked, because it has threads.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import kata.commands
from kata.cli import main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        *(found.name for found in pkgutil.walk_packages(kata.commands.__path__, "kata.commands.")),
        "git",
        "httpx",
        "kata.cli",
        "kata.session.handin",
        "kata.session.reveal",
        "kata.views.terminal",
        "kata.workshop.attendance",
        "kata.workshop.connection",
        "kata.workshop.dispatcher",
        "kata.workshop.server",
        "kata.workspace.repository",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
        "uvicorn.lifespan.on",
        "uvicorn.loops.auto",
    ]
)


class Command:
    """A command as people give it, in a process of its own; `stdout` is what it says, `also_errors` with stderr."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *, also_errors: bool
    ) -> None:
        ours, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(
            target=_main, args=(theirs, tuple(arguments), folder, dict(environment), also_errors)
        )
        self._process.start()
        theirs.close()
        with ours:
            self.stdout = os.fdopen(os.dup(ours.fileno()), encoding="utf-8")

    @property
    def returncode(self) -> int | None:
        """As of the end of it; None before."""
        return self._process.exitcode

    def ends(self) -> str:
        """What it says from now on; waits for its end."""
        with self.stdout:
            said = self.stdout.read()
        self._process.join()
        return said

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self) -> None:
        self._process.join()


def _main(
    pipe: Connection,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    also_errors: bool,
) -> None:
    """What the program does when it is started, in a process that has it already."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number in (1, 2) if also_errors else (1,):
        os.dup2(pipe.fileno(), number)
    pipe.close()
    sys.stdout, sys.stderr = (_stream(number) for number in (1, 2))
    sys.argv = ["kata", *arguments]
    main()


def _stream(number: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(number, "w", closefd=False), encoding="utf-8", write_through=True)
