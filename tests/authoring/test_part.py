"""The part of the matrix that is graded every day leaves no check out."""

from __future__ import annotations

from pathlib import Path

from kata.authoring.part import covering, names, shown_by
from kata.content.designs import Design, Pitfall
from kata.content.pack import built_in

BASE = Design("base", "", "", {})


def pitfall(name: str, stage: int) -> Pitfall:
    return Pitfall(name, "", "", BASE, stage, (), {}, False, {stage: Path(name)})


def test_each_check_is_failed_by_one_that_is_chosen_and_of_two_by_the_earlier() -> None:
    late, early = (pitfall("a", 2), frozenset("x")), (pitfall("b", 1), frozenset("x"))
    both, other = (pitfall("c", 3), frozenset("yz")), (pitfall("d", 1), frozenset("z"))
    assert covering([late, early, both, other]) == (both[0], early[0])
    assert covering([other, both, early, late]) == (both[0], early[0])
    assert covering([]) == ()


def test_the_part_is_small_and_has_every_right_design_every_check_of_a_kata_and_every_rule() -> None:
    pack = built_in()
    part = names(pack)
    every, chosen, rules = set[str](), set[str](), set[str]()
    for kata in map(pack.kata, pack.names()):
        first, *others = (design.name for design in pack.designs(kata.name))
        assert first in part
        assert {f"{other}@{len(kata.stages)}" for other in others} <= {*part}
        for each in pack.pitfalls(kata.name):
            every |= shown_by(kata, each)
            if each.id in part:
                chosen |= shown_by(kata, each)
        rules |= {check.rule for stage in kata.stages for check in stage.checks} - {"", *kata.own_rules}
    assert rules <= every
    assert chosen == every
    assert len(part) < sum(len(pack.pitfalls(name)) for name in pack.names()) / 2
