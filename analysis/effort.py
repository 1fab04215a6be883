"""How much a rule may look at: a count of steps, so that the answer is the same on every machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

MAX_STEPS = 150_000
"""Steps of one rule over one submission: far more than any right design takes; seconds, not minutes."""

_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


class TooMuchToRead(Exception):
    """A rule has taken all its steps: the code is made to be looked at without end."""


@contextlib.contextmanager
def limited(steps: int = MAX_STEPS) -> Iterator[None]:
    """Within, `step` raises TooMuchToRead once it has been called more often than `steps`."""
    before = _left.set([steps])
    try:
        yield
    finally:
        _left.reset(before)


def step(count: int = 1) -> None:
    """Counts so many steps of work as done. Raises TooMuchToRead when that is more than was allowed."""
    left = _left.get()
    if left is not None:
        left[0] -= count
        if left[0] < 0:
            raise TooMuchToRead
