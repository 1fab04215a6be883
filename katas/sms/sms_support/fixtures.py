"""Pytest fixtures of this kata's hidden tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.toolkit import Subject

from sms_support.shop import AMPLE_SECONDS, Launch, Shop
from sms_support.watertel import DEFAULT_EXPIRY_SECONDS

OpenShop = Callable[..., Shop]


def first_look(launch: Launch, stage: int) -> Subject:
    """The submission with all providers well, before any test: can it be imported, and what does it look like?"""
    shop = Shop(
        launch, stage, timeout_seconds=AMPLE_SECONDS, expiry_seconds=DEFAULT_EXPIRY_SECONDS, refusing=()
    )
    return shop.subject


@pytest.fixture
def open_shop(launch: Launch, stage: int) -> OpenShop:
    """Launches the submission with the environment of the stage that is graded."""

    def open_one(
        *,
        timeout_seconds: float = AMPLE_SECONDS,
        expiry_seconds: int = DEFAULT_EXPIRY_SECONDS,
        refusing: tuple[str, ...] = (),
    ) -> Shop:
        return Shop(
            launch,
            stage,
            timeout_seconds=timeout_seconds,
            expiry_seconds=expiry_seconds,
            refusing=refusing,
        )

    return open_one


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    """A submission in a fresh process, with all providers well."""
    return open_shop()
