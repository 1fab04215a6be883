"""Hidden tests of what lies outside: each row of the guide's table is answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kata.grader.toolkit import Raised, expect

if TYPE_CHECKING:
    from newkata_support.fixtures import Desk


@pytest.mark.check("behaviour.trouble-is-told")
@pytest.mark.parametrize("status", [400, 404, 503])
def test_an_error_of_the_screen_reaches_the_caller(desk: Desk, status: int) -> None:
    desk.screen.status = status
    outcome = desk.ask("Ann")
    expect(isinstance(outcome, Raised), expected=f"an error when the screen answers {status}", seen="none")
