"""The jail's first process: it loads what every child needs, then forks one fresh child per request.

It never runs the trainee's code itself. Requests on the control channel:
`{"op": "open", "tree": "...", "scratch": [...]}` first,
`{"op": "preload", "modules": [...], "paths": [...], "watched": [...]}`,
`{"op": "fork", "id": n}` with two descriptors (operations, events), `{"op": "kill", "id": n}`.
Told: `{"forked": n}`, `{"exited": n, "status": s}` with s the exit status, or minus the number of the signal.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import signal
import sys

from . import virtual_time
from .clock import Clock
from .libraries import Libraries
from .pipe import Closed, Pipe, silence
from .rooms import Room, Rooms
from .stillness import show_to_itself
from .subject import Subject

PR_SET_CHILD_SUBREAPER = 36
ROUNDS = 50
"""In which the processes that a child left behind are ended: with each, those that it started come to light."""


def main(descriptor: int) -> None:
    """Serves the control channel until the grader closes it."""
    silence()
    show_to_itself(False)  # keeps a child from looking into this process and the other children
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    control = Pipe(descriptor)
    clock = virtual_time.install()
    waker, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, int] = {}
    rooms = Rooms("", ())
    libraries = Libraries(sys.modules)
    control.send({"ready": True})
    while True:
        ready = virtual_time.real_select([control.fileno(), waker], [], [])[0]
        if waker in ready:
            os.read(waker, 4096)
        ended = _bury(children, control)
        _sweep(children)
        for number in ended:
            rooms.clear(number)
        if control.fileno() not in ready:
            continue
        try:
            request, descriptors = control.receive()
        except (Closed, ConnectionError):
            os._exit(0)
        if request["op"] == "open":
            rooms = Rooms(request["tree"], request["scratch"])
        elif request["op"] == "preload":
            _preload(request["modules"], request["paths"])
            libraries = Libraries(sys.modules, request["watched"])
            gc.freeze()  # what no child changes is shared: collecting garbage would write on every page of it
        elif request["op"] == "kill":
            for pid, number in list(children.items()):
                if number == request["id"]:
                    os.kill(pid, signal.SIGKILL)
                    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # the next child must not meet it
        elif request["op"] == "fork":
            room = rooms.make(request["id"])
            pid = os.fork()
            if pid == 0:
                for inherited in (waker, woken, control.fileno()):
                    signal.set_wakeup_fd(-1)
                    os.close(inherited)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _become(clock, room, libraries, descriptors)
            for passed in descriptors:
                os.close(passed)
            children[pid] = request["id"]
            control.send({"forked": request["id"]})


def _become(clock: Clock, room: Room, libraries: Libraries, descriptors: list[int]) -> None:
    operations, events = (Pipe(each) for each in descriptors)
    clock.report_to(events)
    try:
        Subject(operations, events, clock, room, libraries).serve()
    finally:
        os._exit(0)


def _bury(children: dict[int, int], control: Pipe) -> list[int]:
    """Tells of the children that have ended, and which these are."""
    ended: list[int] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        number = children.pop(pid, None)
        if number is not None:
            ended.append(number)
            control.send({"exited": number, "status": os.waitstatus_to_exitcode(status)})


def _sweep(children: dict[int, int]) -> None:
    """Ends the processes that a child left behind: they came to this one when their parent ended."""
    for _ in range(ROUNDS):
        try:
            with open(f"/proc/self/task/{os.getpid()}/children") as told:
                adopted = [int(pid) for pid in told.read().split() if int(pid) not in children]
        except OSError:
            return  # nothing to look it up in: they end with the jail
        if not adopted:
            return
        for pid in adopted:
            os.kill(pid, signal.SIGKILL)
        for pid in adopted:
            os.waitpid(pid, 0)


def _preload(modules: list[str], paths: list[str]) -> None:
    """Imports libraries once, so that no child pays for them again."""
    sys.path.extend(path for path in paths if path not in sys.path)
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception:  # the child will meet the same error, at the trainee's own import
            continue


def _prctl(option: int, value: int) -> None:
    try:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    except (OSError, AttributeError):
        return  # no prctl on this system: the rung says what it does not guard
