"""Pytest fixtures of this kata's hidden tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.toolkit import Subject

from logs_support.shop import Launch, Shop

OpenShop = Callable[..., Shop]


def first_look(launch: Launch, stage: int) -> Subject:
    """The submission with all services well, before any test: can it be imported, and what does it look like?"""
    return Shop(launch, stage, loaded=False).subject


@pytest.fixture
def open_shop(launch: Launch, stage: int) -> OpenShop:
    """Launches the submission with the environment of the stage that is graded."""

    def open_one(**options: object) -> Shop:
        return Shop(launch, stage, **options)  # type: ignore[arg-type]

    return open_one


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    """A submission in a fresh process, with all services well, that tells everything."""
    return open_shop()
