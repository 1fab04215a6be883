"""Pytest fixtures of this kata's hidden tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.toolkit import Subject

from forum_support.house import House
from forum_support.kinds import Kinds, learn_kinds


@pytest.fixture
def house(launch: Callable[..., Subject]) -> House:
    """The live forum in a fresh process."""
    return House(launch({}, {}))


@pytest.fixture
def kinds(house: House, stage: int) -> Kinds:
    """The kinds of trouble of this submission."""
    return learn_kinds(house, stage)
