"""A jail: one walled-in process that forks a fresh child for every test of one grading."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ..base.errors import MachineError
from . import ending, protocol
from .child import Child, ChildGone
from .launch import Launch
from .watchdog import Watchdog

START_SECONDS = 30.0
"""Real time for the walled-in process to come up; it takes about 60 ms on an idle machine."""
FORK_SECONDS = 20.0
"""Real time for a fork to be told; it takes a few ms."""


class Jail:
    """Started from a rung's `Launch`; ends with everything in it when closed."""

    def __init__(self, launch: Launch) -> None:
        self._paths = (launch.packages_at,)
        self._number = 0
        self._ended: dict[int, int] = {}
        self._forked: set[int] = set()
        self._frames = protocol.Frames()
        self._control, inner = socket.socketpair()
        self._launch = launch
        try:
            self._process = launch.start(inner.fileno(), subprocess.PIPE)
        except OSError as error:
            launch.cleanup()
            raise MachineError(f"The sandbox could not be started: {error}. Run `kata doctor`.") from error
        finally:
            inner.close()
        self._watchdog = Watchdog(self._process.pid, launch.tree_memory_bytes)
        try:
            self._watchdog.start()
            self._expect(lambda told: "ready" in told, START_SECONDS)
            self._tell({"op": "open", "tree": launch.tree_at, "scratch": list(launch.scratch_at)})
        except BaseException:
            self.close()
            raise

    def preload(self, modules: Sequence[str], watched: Sequence[str] = ()) -> None:
        """Imports libraries once, before any child is forked. Never the trainee's modules.

        In the packages `watched` nothing of the workspace's has a place; see `driver/libraries.py`.
        """
        paths = list(self._paths)
        self._tell({"op": "preload", "modules": list(modules), "paths": paths, "watched": list(watched)})

    def fork(self, on_event: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Child:
        """A fresh child, whose events go to `on_event`."""
        self._number += 1
        number = self._number
        (operations, theirs), (events, their_events) = socket.socketpair(), socket.socketpair()
        try:
            self._tell({"op": "fork", "id": number}, (theirs.fileno(), their_events.fileno()))
            self._expect(lambda _told: number in self._forked, FORK_SECONDS)
        except BaseException:
            operations.close()
            events.close()
            raise
        finally:
            theirs.close()
            their_events.close()
        return Child(
            operations,
            events,
            kill=lambda: self._kill(number),
            fate=lambda: self._fate(number),
            on_event=on_event,
        )

    @property
    def paths(self) -> Sequence[str]:
        """Where the allowed packages are, as the child sees it."""
        return self._paths

    def close(self) -> None:
        """Ends every process of the jail; may be called twice."""
        if self._process.returncode is not None and self._control.fileno() < 0:
            return
        self._control.close()
        self._watchdog.stop()
        ending.end(self._process.pid)
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
        self._launch.cleanup()

    def __enter__(self) -> Jail:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        data = protocol.frame(message)
        try:
            sent = socket.send_fds(self._control, [data], list(descriptors)) if descriptors else 0
            self._control.sendall(data[sent:])
        except OSError as error:
            raise ChildGone(self._end_of_all()) from error

    def _kill(self, number: int) -> None:
        if number not in self._ended:
            with contextlib.suppress(ChildGone):
                self._tell({"op": "kill", "id": number})

    def _fate(self, number: int) -> str:
        """How a child ended, in words."""
        with contextlib.suppress(ChildGone, MachineError):
            self._expect(lambda _told: number in self._ended, 2.0)
        status = self._ended.get(number)
        if self._watchdog.bitten:
            return self._end_of_all()
        if status is None:
            return "it closed its connection to the grader"
        if status < 0:
            return f"it was ended by {_signal_name(-status)}"
        return f"it exited with status {status}"

    def _end_of_all(self) -> str:
        if self._watchdog.bitten:
            return "its processes together took more memory than is allowed"
        return "it ended the whole sandbox"

    def _expect(self, met: Callable[[dict[str, Any]], bool], seconds: float) -> None:
        """Reads what the jail tells until `met`.

        Raises MachineError when it never comes up; once a child ran in it, its end is that child's doing:
        ChildGone.
        """
        deadline = time.monotonic() + seconds
        if met({}):
            return
        while True:
            data = self._read(deadline - time.monotonic())
            if not data:
                if self._forked:
                    raise ChildGone(self._end_of_all())
                what = "did not answer in time" if data is None else "ended at once"
                raise MachineError(self._trouble(what))
            for told in self._frames.feed(data):
                if type(told.get("forked")) is int:
                    self._forked.add(told["forked"])
                if type(told.get("exited")) is int and type(told.get("status")) is int:
                    self._ended[told["exited"]] = told["status"]
                if met(told):
                    return

    def _read(self, seconds: float) -> bytes | None:
        """What the jail tells next; None when nothing in time, empty when it is gone or closed."""
        try:
            poll = select.poll()  # not `select`, which knows no descriptors above 1023
            poll.register(self._control, select.POLLIN)
            if seconds <= 0 or not poll.poll(seconds * 1000):
                return None
            return self._control.recv(1 << 16)
        except (OSError, ValueError):
            return b""

    def _trouble(self, what: str) -> str:
        ending.end(self._process.pid)
        said = b""
        if self._process.stderr:
            said = self._process.stderr.read(2_000) or b""
        words = said.decode("utf-8", "replace").strip().splitlines()
        detail = f" ({words[-1]})" if words else ""
        return f"The sandbox {what}{detail}. Run `kata doctor` to see what this machine lacks."


def _signal_name(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    reasons = {"SIGXCPU": " (out of processor time)", "SIGKILL": " (killed, or out of processor time)"}
    return name + reasons.get(name, "")


def driver_folder() -> Path:
    """The folder of the driver, to be mounted read-only."""
    return Path(__file__).parent / "driver"
