"""Virtual time passes only while nothing else goes on, also on a machine that is slow to notice what does."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from kata.sandbox.driver import clock as driver_clock
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


@pytest.mark.parametrize("waiting", [0, 1, 100])
def test_threads_that_stand_still_cost_a_call_no_pause(clock_of, monkeypatch: pytest.MonkeyPatch, waiting):
    """A worker that waits for work, left behind by a hundred calls, cost a settling time for each of them."""
    clock = clock_of(Grader(itertools.repeat(7)))
    pauses: list[float] = []
    monkeypatch.setattr(driver_clock, "_sleep", pauses.append)
    monkeypatch.setattr("_thread._count", lambda: waiting)
    for _ in range(100):
        clock.settle()
    assert pauses == []


def test_threads_that_are_at_work_are_given_time(clock_of, monkeypatch: pytest.MonkeyPatch):
    clock = clock_of(Grader(itertools.repeat(7)))
    looks = iter([False, False, True])
    monkeypatch.setattr(clock._stillness, "of_all_but", lambda _waiting: next(looks))
    pauses: list[float] = []
    monkeypatch.setattr(driver_clock, "_sleep", pauses.append)
    monkeypatch.setattr("_thread._count", lambda: 1)
    clock.settle()
    assert len(pauses) == 2
