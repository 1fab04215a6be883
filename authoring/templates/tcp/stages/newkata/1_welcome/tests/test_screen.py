"""Hidden tests of what lies outside: each row of the guide's table is answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kata.grader.toolkit import Raised, expect

if TYPE_CHECKING:
    from newkata_support.fixtures import Desk


@pytest.mark.check("behaviour.trouble-is-told")
@pytest.mark.parametrize("answer", ["refused", "off"])
def test_an_answer_that_is_not_shown_reaches_the_caller(desk: Desk, answer: str) -> None:
    desk.screen.trouble = answer
    outcome = desk.ask("Ann")
    expect(isinstance(outcome, Raised), expected=f"an error when the screen answers {answer}", seen="none")


@pytest.mark.check("behaviour.trouble-is-told")
def test_a_screen_that_takes_no_connection_is_told(desk: Desk) -> None:
    desk.subject.refuse("screen")
    outcome = desk.ask("Ann")
    expect(isinstance(outcome, Raised), expected="an error when the screen takes no connection", seen="none")
