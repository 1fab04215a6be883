"""Hidden tests of the second stage: what is new. The tests of the stage before run again by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kata.grader.toolkit import expect

if TYPE_CHECKING:
    from newkata_support.fixtures import Desk


@pytest.mark.check("behaviour.welcomes-back")
def test_who_comes_again_is_welcomed_back(desk: Desk) -> None:
    for name, expected in (
        ("Ann", "Welcome, Ann."),
        ("Ben", "Welcome, Ben."),
        ("Ann", "Welcome back, Ann."),
        ("Ben", "Welcome back, Ben."),
        ("Ann", "Welcome back, Ann."),
    ):
        said = desk.welcome(name)
        expect(said == expected, expected=f"{name} is told {expected!r}", seen=repr(said))
