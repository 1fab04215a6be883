"""Hidden tests of the first stage: what each check demands, asked through the clients alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kata.grader.toolkit import expect

if TYPE_CHECKING:
    from newkata_support.fixtures import Desk


@pytest.mark.check("behaviour.welcomes")
@pytest.mark.parametrize("name", ["Ann", "ben", "Zoë O'Hara", "x" * 30])
def test_a_guest_is_welcomed_by_name(desk: Desk, name: str) -> None:
    said = desk.welcome(name)
    expect(said == f"Welcome, {name}.", expected="a welcome with the name as it is", seen=repr(said))
