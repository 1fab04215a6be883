"""The least that a grading can take: the same hidden tests against the same design, in one bare pytest process.

No wall, no child, no pipe, no report; the submission is imported where the tests run, again for each start, and a
thread serves the providers. It judges nothing that is not its own: a submission could do here what it likes.

Run: `python benchmarks/floor.py SUPPORT STAGE TESTS…`, in the folder of the submission; SUPPORT is the folder of the
kata's own package that its tests import.
"""

from __future__ import annotations

import importlib
import os
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from kata.grader.exam.process import _WITHOUT
from kata.grader.toolkit import (
    Fake,
    Handle,
    Handler,
    Moment,
    Raised,
    Refused,
    Request,
    Returned,
    Wait,
    Wire,
)
from kata.grader.toolkit.subject import Outcome
from kata.sandbox.driver.values import spoil

PLAIN = (str, int, float, bool, bytes, type(None))


class BareSubject:
    """As the toolkit's `Subject`, in this very process."""

    def __init__(self, wires: Mapping[str, Handler | Refused], environment: Mapping[str, str]) -> None:
        self.now = 0.0
        self.waits: list[Wait] = []
        self.requests: list[Request] = []
        self.moments: list[Moment] = []
        self._kept: list[Any] = []
        self._fakes: dict[int, Any] = {}
        self._epoch = time.time()
        self._selector = selectors.DefaultSelector()
        self._idle: list[socket.socket] = []
        self._open = True
        places = {name: self._place(name, handler) for name, handler in wires.items()}
        self._environment = {
            key: value.format(**places) if "{" in value else value for key, value in environment.items()
        }
        self._loaded: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def call(self, target: str, *args: Any, **kwargs: Any) -> Outcome:
        """Calls `package.module:function`."""
        return self._outcome(lambda: self._found(target)(*self._real(args), **self._real(kwargs)))

    def call_and_spoil(self, target: str, *args: Any) -> Outcome:
        """Calls it, then changes the lists and dictionaries that it gave back."""
        return self._outcome(lambda: spoil(self._found(target)(*self._real(args))))

    def call_method(self, handle: Handle, name: str, *args: Any, **kwargs: Any) -> Outcome:
        """Calls a method of an object."""
        return self.repeat_method(handle, name, 1, *args, **kwargs)

    def repeat_method(self, handle: Handle, name: str, times: int, *args: Any, **kwargs: Any) -> Outcome:
        """Calls it so many times in a row."""
        method, given, named = getattr(self._kept[handle.number], name), self._real(args), self._real(kwargs)
        return self._outcome(lambda: [method(*given, **named) for _ in range(times)][-1])

    def get(self, target: str) -> Outcome:
        """The attribute `package.module:name`."""
        return self._outcome(lambda: self._found(target))

    def load(self, module: str) -> Outcome:
        """Imports a module."""

        def act() -> None:
            importlib.import_module(module)

        return self._outcome(act)

    def advance(self, seconds: float) -> None:
        """Virtual time passes."""
        self.now += seconds

    def forget(self) -> None:
        """Empties the records."""
        self.waits.clear()
        self.requests.clear()

    def set_aside(self) -> None:
        """Nothing is told here."""

    def tangle(self) -> None:
        """All tests run in one lane here."""

    def close(self) -> None:
        """Ends the thread and closes every socket."""
        self._open = False
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered
        self._selector.close()
        for each in self._idle:
            each.close()

    def _place(self, name: str, handler: Handler | Refused) -> str:
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        if isinstance(handler, Refused):
            listener.close()
            return url

        def answer(request: Request) -> Any:
            self.requests.append(request)
            return handler(request)

        Wire(name, listener, self._selector, now=lambda: self.now, catch_up=lambda: None, on_request=answer)
        return url

    def _serve(self) -> None:
        while self._open:
            for key, _ in self._selector.select(0.02):
                key.data()

    def _found(self, target: str) -> Any:
        module, _, name = target.partition(":")
        return getattr(importlib.import_module(module), name)

    def _outcome(self, act: Callable[[], Any]) -> Outcome:
        """Acts with the clock and the modules of this submission in the place of all others'."""
        real = (time.sleep, time.time, time.monotonic)
        time.sleep = self._sleep
        time.time, time.monotonic = (lambda: self._epoch + self.now), (lambda: 100_000.0 + self.now)
        os.environ.update(self._environment)
        for name in _own():
            del sys.modules[name]
        sys.modules.update(self._loaded)
        try:
            return Returned(self._shown(act()))
        except Exception as error:
            kinds = tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
            return Raised(kinds, str(error), token=getattr(error, "token", None))
        finally:
            self._loaded = {name: sys.modules[name] for name in _own()}
            time.sleep, time.time, time.monotonic = real

    def _sleep(self, seconds: float) -> None:
        self.waits.append(Wait(self.now, seconds))
        self.now += seconds

    def _real(self, value: Any) -> Any:
        if isinstance(value, Handle):
            return self._kept[value.number]
        if isinstance(value, Fake):
            return self._fakes.setdefault(value.number, _made(value))
        if isinstance(value, (list, tuple)):
            return type(value)(self._real(each) for each in value)
        if isinstance(value, dict):
            return {key: self._real(each) for key, each in value.items()}
        return value

    def _shown(self, value: Any) -> Any:
        if isinstance(value, PLAIN):
            return value
        if isinstance(value, (list, tuple)):
            return type(value)(self._shown(each) for each in value)
        if type(value) is dict and all(isinstance(key, str) for key in value):
            return {key: self._shown(each) for key, each in value.items()}
        self._kept.append(value)
        return Handle(len(self._kept) - 1)


def _made(fake: Fake) -> Any:
    """An object whose methods call the fake's functions."""
    return type("Given", (), {name: staticmethod(method) for name, method in fake.methods.items()})()


def _own() -> list[str]:
    """The modules that are loaded from the folder of the submission."""
    here = str(Path.cwd()) + os.sep
    return [
        name
        for name, module in sys.modules.items()
        if str(getattr(module, "__file__", "") or "").startswith(here)
    ]


class Floor:
    """The fixtures that a grading gives to hidden tests."""

    def __init__(self, stage: int) -> None:
        self._stage = stage

    @pytest.fixture
    def stage(self) -> int:
        """The number of the stage."""
        return self._stage

    @pytest.fixture
    def launch(self) -> Iterator[Callable[..., BareSubject]]:
        """Starts the submission again."""
        subjects: list[BareSubject] = []

        def start(*given: Any) -> BareSubject:
            subjects.append(BareSubject(*given))
            return subjects[-1]

        yield start
        for subject in subjects:
            subject.close()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Knows the marks of hidden tests."""
        for mark in ("check(id)", "brief(*begins, inputs)", "long"):
            config.addinivalue_line("markers", f"{mark}: of hidden tests")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Draws the same examples in every run."""
        for item in items:
            test = getattr(item, "obj", None)
            if test is not None and hypothesis.is_hypothesis_test(test):
                hypothesis.seed(0)(test)


def main(support: Path, stage: int, tests: Sequence[str]) -> int:
    """Runs the tests; 0 when all of them pass."""
    sys.path[:0] = [str(Path.cwd()), str(support.parent)]
    sys.dont_write_bytecode = True
    fixtures = importlib.import_module(f"{support.name}.fixtures")
    root = str(Path(tests[0]).parent.parent)
    options = ["-c", os.devnull, "--rootdir", root, "--noconftest", "--import-mode=importlib", "-W", "ignore"]
    return int(pytest.main([*options, *_WITHOUT, *tests], plugins=[Floor(stage), fixtures]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
