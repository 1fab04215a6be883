"""Processes that a test kills. Each is forked from one that has loaded the program, which takes a new Python seconds.

The test's own process is not forked, because it has threads.
"""

from __future__ import annotations

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "git",
        "httpx",
        "kata.cli",
        "kata.commands.handin",
        "kata.commands.support.grading",
        "kata.commands.support.ways",
        "kata.fleet.courier",
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
