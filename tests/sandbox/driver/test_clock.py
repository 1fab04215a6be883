"""Virtual time passes only while nothing else goes on, also on a machine that is slow to notice what does."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from kata.sandbox.driver.clock import Clock


class Grader:
    """The other end of the events: nothing is ever under way when it is asked, and it has served so much by then."""

    def __init__(self, served: Iterable[int]) -> None:
        self._served = iter(served)
        self.waits: list[float] = []

    def ask(self, _event: dict[str, Any]) -> dict[str, Any]:
        return {"idle": True, "served": next(self._served)}

    def send(self, event: dict[str, Any]) -> None:
        self.waits.append(event["seconds"])


@pytest.fixture
def clock_of(monkeypatch: pytest.MonkeyPatch):
    """A clock whose other threads seem to stand still whenever they are looked at, as in the middle of a call."""

    def made(grader: Grader) -> Clock:
        clock = Clock()
        clock.report_to(grader)  # type: ignore[arg-type]  # all of a pipe that a clock uses
        monkeypatch.setattr(clock._stillness, "of_all_but", lambda _waiting: True)
        return clock

    return made


def test_a_thread_that_asks_the_wire_between_two_looks_does_not_stand_still(clock_of):
    """Each look finds it in its next call: it had the answer, worked, and asked again."""
    grader = Grader(itertools.count())
    looks = itertools.count(1)
    assert clock_of(grader).timed(lambda _pause: next(looks) > 20, 30.0)
    assert grader.waits == []


def test_a_wait_passes_when_nothing_was_served_between_two_looks(clock_of):
    grader = Grader(itertools.repeat(7))
    assert not clock_of(grader).timed(lambda _pause: False, 30.0)
    assert grader.waits == [30.0]
