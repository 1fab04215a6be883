"""Pytest fixtures of the hidden tests: the words that tests speak in, so that they know nothing of the wire."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.toolkit import Lines, Outcome, Raised, Subject, Unmet

from newkata_support.screen import Screen

Launch = Callable[..., Subject]
PLACE = {"SCREEN_HOST": "{screen.host}", "SCREEN_PORT": "{screen.port}"}


def first_look(launch: Launch, stage: int) -> Subject:
    """The submission with everything outside well, before any test: can it be imported?"""
    return launch({"screen": Lines(Screen().on_line)}, PLACE)


class Desk:
    """The submission in a fresh process, as a test uses it, and the screen that it talks to."""

    def __init__(self, launch: Launch) -> None:
        self.screen = Screen()
        self.subject = launch({"screen": Lines(self.screen.on_line)}, PLACE)

    def ask(self, name: str) -> Outcome:
        """What came of a call."""
        return self.subject.call("clients.desk:welcome", name)

    def welcome(self, name: str) -> object:
        """What a guest reads; raises Unmet when nothing, or more than one line, is shown."""
        before = len(self.screen.shown)
        outcome = self.ask(name)
        if isinstance(outcome, Raised):
            raise Unmet(f"welcome({name!r}) shows a line", f"it raised {outcome.types[0]}", outcome=outcome)
        lines = self.screen.shown[before:]
        if len(lines) != 1:
            raise Unmet(f"welcome({name!r}) shows one line", f"the screen was sent {len(lines)}")
        if self.screen.torn or self.subject.unfinished("screen"):
            raise Unmet(f"welcome({name!r}) shows one line", "something without a line feed came after it")
        return lines[0]


@pytest.fixture
def desk(launch: Launch) -> Desk:
    """A desk that has seen nobody yet."""
    return Desk(launch)
