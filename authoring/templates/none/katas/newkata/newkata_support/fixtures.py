"""Pytest fixtures of the hidden tests: the words that tests speak in, so that they know nothing of the wire."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.toolkit import Raised, Subject, Unmet


class Desk:
    """The submission in a fresh process, as a test uses it."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def welcome(self, name: str) -> object:
        """What a guest hears; raises Unmet when the call does not come back."""
        outcome = self.subject.call("clients.desk:welcome", name)
        if isinstance(outcome, Raised):
            raise Unmet(f"welcome({name!r}) returns a text", f"it raised {outcome.types[0]}", outcome=outcome)
        return outcome.value


@pytest.fixture
def desk(launch: Callable[..., Subject]) -> Desk:
    """A desk that has seen nobody yet."""
    return Desk(launch({}, {}))
