"""How Python's syntax is read."""

from __future__ import annotations

import ast
import gc
import threading
from collections.abc import Iterator

import pytest
from kata.base.syntax import parse

DEEP = "x = [1, (2, [3, {4: 5}])]\n" * 2000


class Interruption:
    """Garbage that lets another thread parse when it is collected."""

    def __init__(self, begun: threading.Event, parsed: threading.Thread) -> None:
        self._itself, self._begun, self._parsed = self, begun, parsed

    def __del__(self) -> None:
        self._parsed.start()
        self._begun.wait()
        self._parsed.join(0.1)  # a thread that has to wait for its turn is not done by then


@pytest.fixture
def garbage_stays() -> Iterator[None]:
    """Nothing is collected until the test says so; then soon."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def test_a_thread_that_parses_while_another_does_breaks_neither(garbage_stays: None) -> None:
    begun, found = threading.Event(), []

    def other() -> None:
        begun.set()
        found.append(parse("x = 1"))

    thread = threading.Thread(target=other)
    Interruption(begun, thread)
    gc.enable()
    tree = parse(DEEP)
    thread.join()
    assert len(tree.body) == 2000
    assert ast.dump(found[0]) == ast.dump(ast.parse("x = 1"))
