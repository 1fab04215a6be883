"""The part of the matrix that is graded every day leaves no check out."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.authoring.part import covering, names
from kata.content.designs import Design, Pitfall
from kata.content.pack import built_in

BASE = Design("base", "", "", {})


def pitfall(name: str, stage: int, *fails: str) -> Pitfall:
    return Pitfall(name, "", "", BASE, stage, fails, {}, False, {stage: Path(name)})


def test_each_check_is_failed_by_one_that_is_chosen_and_of_two_by_the_earlier() -> None:
    late, early = pitfall("a", 2, "x"), pitfall("b", 1, "x")
    both, other = pitfall("c", 3, "y", "z"), pitfall("d", 1, "z")
    assert covering([late, early, both, other]) == (both, early)
    assert covering([other, both, early, late]) == (both, early)
    assert covering([]) == ()


@pytest.mark.parametrize("kata", built_in().names())
def test_the_part_of_a_kata_is_small_and_has_every_right_design_and_every_check(kata: str) -> None:
    pack = built_in()
    pitfalls = pack.pitfalls(kata)
    part = names(pack, kata)
    assert {design.name for design in pack.designs(kata)} <= {*part}
    chosen = [each for each in pitfalls if each.id in part]
    assert {check for each in chosen for check in each.fails} == {
        check for each in pitfalls for check in each.fails
    }
    assert len(chosen) < len(pitfalls)
