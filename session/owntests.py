"""Runs the trainee's own tests in their workspace, as they would themselves, within limits.

This is the trainee's code on the trainee's machine: no walls, and no verdict rests on it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal

import msgspec

TIME_LIMIT_SECONDS = 60.0
"""Own tests of a small module end in seconds; a minute means that one of them hangs."""

OUTPUT_MAX_BYTES = 64 * 1024
"""Of the end of the output: failures and the summary stand there, and a screen holds far less."""

NO_TESTS_EXIT = 5
"""What pytest, and unittest from Python 3.12 on, say when they found no test."""


class OwnTests(msgspec.Struct, frozen=True, kw_only=True):
    """What the trainee's own tests came to. `output` is the end of what they printed."""

    outcome: Literal["passed", "failed", "none"]
    summary: str
    output: str = ""


def run_own_tests(
    workspace: Path, folder: str, *, limit: float = TIME_LIMIT_SECONDS, python: str = sys.executable
) -> OwnTests:
    """Runs the tests below `folder` (as the kata's layout names it) by pytest, or by unittest without it."""
    if not any((workspace / folder).rglob("*.py")):
        return OwnTests(outcome="none", summary=f"No tests of your own in {folder} yet.")
    runner = "pytest" if importlib.util.find_spec("pytest") else "unittest"
    code, output = _run(_command(runner, folder, python), workspace, limit)
    if code is None:
        summary = f"Your own tests did not end within {limit:.0f} s and were stopped."
        return OwnTests(outcome="failed", summary=summary, output=output)
    if code == NO_TESTS_EXIT:
        return OwnTests(outcome="none", summary=f"No tests of your own in {folder} yet.", output=output)
    if code == 0:
        return OwnTests(outcome="passed", summary="Your own tests pass.", output=output)
    return OwnTests(outcome="failed", summary="Your own tests fail.", output=output)


def _command(runner: str, folder: str, python: str) -> list[str]:
    if runner == "pytest":
        return [python, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider", "--rootdir=.", folder]
    return [python, "-m", "unittest", "discover", "-s", folder, "-t", "."]


def _run(command: list[str], workspace: Path, limit: float) -> tuple[int | None, str]:
    """The exit code (None when the time was up) and the end of the output."""
    process = subprocess.Popen(
        command,
        cwd=workspace,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(workspace)},
        start_new_session=True,
    )
    deadline = time.monotonic() + limit
    try:
        output, ended = _read(process, deadline)
        if ended:
            process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        ended = False
    finally:
        _end(process)
    return (process.returncode if ended else None), output


def _read(process: subprocess.Popen[bytes], deadline: float) -> tuple[str, bool]:
    """The end of what was printed until the pipe was closed or the time was up."""
    assert process.stdout is not None
    kept, cut = b"", False
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(process.stdout.fileno(), OUTPUT_MAX_BYTES)
            if not chunk:
                return _text(kept, cut), True
            kept += chunk
            if len(kept) > OUTPUT_MAX_BYTES:
                kept, cut = kept[-OUTPUT_MAX_BYTES:], True
            if time.monotonic() > deadline:
                break
    return _text(kept, cut), False


def _text(kept: bytes, cut: bool) -> str:
    text = kept.decode("utf-8", "replace")
    return f"… (only the last {OUTPUT_MAX_BYTES // 1024} KB)\n{text}" if cut else text


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the tests and whatever they started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
