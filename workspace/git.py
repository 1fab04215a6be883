"""The one place that runs git: in a clean environment, within a time, within a size of answer."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..base import disk_trouble
from ..base.errors import KataError, MachineError, StateError

TIMEOUT_SECONDS = 60.0
"""For git on our own objects: a thousand times what it takes, so only a dead disk meets it."""

PATIENCE_SECONDS = 2.0
"""For git to clear away its locks when it is interrupted, before it is killed."""

MAX_ANSWER = 256 * 1024 * 1024
"""Bytes of stdout: four times the largest snapshot, so that no answer can fill the memory."""

MAX_COMPLAINT = 64 * 1024
"""Bytes of stderr that are kept."""

OLDEST = (2, 28)
"""The first git that lets us name a repository's branch."""

TOO_OLD, _USAGE = 129, "unknown option"
"""How git ends, and what it says, when it does not know an option."""

_FULL = ("No space left on device", "Disk quota exceeded", "Out of diskspace")
_FORBIDDEN = ("Permission denied", "Read-only file system")

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    # A repository may name a remote that git asks for objects it lacks, by a program of its choice.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
}
"""All that git gets to see: nothing of the person's or the machine's configuration."""


class GitFailed(StateError):
    """Git ended with an error; `complaint` is what it wrote to stderr, `status` its exit code."""

    def __init__(self, message: str, complaint: str, status: int) -> None:
        self.complaint = complaint
        self.status = status
        super().__init__(message)


def run(
    args: Sequence[str],
    *,
    stdin: bytes = b"",
    environment: Mapping[str, str | None] | None = None,
    timeout: float = TIMEOUT_SECONDS,
    limit: int = MAX_ANSWER,
    keep_open: Sequence[int] = (),
    place: Path | None = None,
) -> bytes:
    """What `git ARGS` writes to stdout; raises `GitFailed` when it fails.

    `environment` is laid over `ENVIRONMENT` (None takes away); `keep_open` are file descriptors that
    git inherits; `place` is the folder that errors speak of. Git runs in `/`, so `args` name the
    repository by `--git-dir`.
    """
    process = subprocess.Popen(
        [executable(), *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={k: v for k, v in {**ENVIRONMENT, **(environment or {})}.items() if v is not None},
        cwd="/",
        pass_fds=keep_open,
        start_new_session=True,
    )
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        _kill(process)

    complaint: list[bytes] = []
    timer = threading.Timer(timeout, stop)
    timer.daemon = True
    feeder = threading.Thread(target=_feed, args=(process, stdin), daemon=True)
    listener = threading.Thread(target=_listen, args=(process, complaint), daemon=True)
    for thread in (timer, feeder, listener):
        thread.start()
    try:
        with process:
            try:
                answer = _read(process, limit)
                feeder.join()
                listener.join()
                status = process.wait()
            except (
                BaseException
            ):  # the person pressed Ctrl-C: git takes its locks away when it is asked to end
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE_SECONDS)
                _kill(process)
                raise
    finally:
        timer.cancel()
    said = complaint[0].decode("utf-8", "replace").strip() if complaint else ""
    if stopped.is_set():
        raise StateError(
            f"git did not finish within {timeout:g} s{_at(place)}. Look for what blocks it there."
        )
    if answer is None:
        raise StateError(f"git answered with more than {limit:,} bytes{_at(place)}: too large to be graded.")
    if status:
        raise _failure(args, said, status, place)
    return answer


def executable() -> str:
    """Finds git in the absolute folders of PATH; gives its absolute path.

    Raises StateError when it is not there.
    """
    folders = [
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if Path(folder).is_absolute()
    ]
    found = shutil.which("git", path=os.pathsep.join(folders))
    if found is None:
        raise StateError(
            "git is not installed: no `git` on the PATH. Install it (Debian, Ubuntu: apt install git; "
            "macOS: xcode-select --install) and run this again."
        )
    return found


def _feed(process: subprocess.Popen[bytes], stdin: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(stdin)
        process.stdin.close()
    except OSError:
        pass  # git ended early; its exit code and complaint tell why


def _listen(process: subprocess.Popen[bytes], complaint: list[bytes]) -> None:
    assert process.stderr is not None
    complaint.append(process.stderr.read(MAX_COMPLAINT))
    while process.stderr.read(MAX_COMPLAINT):
        pass


def _read(process: subprocess.Popen[bytes], limit: int) -> bytes | None:
    assert process.stdout is not None
    answer = process.stdout.read(limit + 1)
    if len(answer) > limit:
        _kill(process)
        return None
    return answer


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends git and whatever it started: they share a session of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _failure(args: Sequence[str], said: str, status: int, place: Path | None) -> KataError:
    where = place or Path("the repository")
    if any(sign in said for sign in _FULL):
        return disk_trouble.full(where)
    if any(sign in said for sign in _FORBIDDEN):
        return disk_trouble.forbidden(where)
    if status == TOO_OLD and _USAGE in said:
        return MachineError(
            f"{executable()} is too old: kata needs git {'.'.join(map(str, OLDEST))} or newer. Install it."
        )
    if status < 0:
        return MachineError(f"git was killed by signal {-status}{_at(place)}. Run this again.")
    options = ("-", "gc.auto", "core.", "fastimport.")
    verb = next((word for word in args if not word.startswith(options)), "")
    lines = [line for line in said.splitlines() if not line.startswith("hint:")]
    first = lines[0].removeprefix("fatal: ") if lines else f"exit code {status}"
    return GitFailed(f"git {verb} failed{_at(place)}: {first}. Fix that and run this again.", said, status)


def _at(place: Path | None) -> str:
    return f" in {place}" if place else ""
