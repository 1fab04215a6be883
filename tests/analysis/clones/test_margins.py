"""What right designs share stays well below what makes a copy, whatever their subject."""

from __future__ import annotations

import pytest
from kata.analysis.clones import clones
from kata.analysis.states import States
from kata.content.pack import Pack, built_in, state
from kata.workspace.tree import snapshot

WEIGHTS = ("LOGIC_WEIGHT", "PLAIN_WEIGHT", "CLASS_LOGIC_WEIGHT", "WHOLE_WEIGHT")
PART = 0.8
"""Of the weights that make a copy: a right design that comes nearer calls for another look at them."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return built_in()


@pytest.mark.parametrize("name", built_in().names())
def test_right_designs_share_less_than_four_fifths_of_a_copy(pack, monkeypatch, name):
    for weight in WEIGHTS:
        monkeypatch.setattr(clones, weight, getattr(clones, weight) * PART)
    kata = pack.kata(name)
    found = [
        f"{design.name} at stage {stage.number}: {clone.copy.name} and {clone.original.name} share {clone.weight}"
        for design in pack.designs(name)
        for stage in kata.stages[1:]
        for clone in clones.find(
            States(
                snapshot(state(kata, design, stage.number - 1)), snapshot(state(kata, design, stage.number))
            ),
            kata.layout,
            kata.given_at(stage.number),
        )
    ]
    assert found == []


def test_a_copy_is_found_with_these_weights_too(pack, monkeypatch):
    for weight in WEIGHTS:
        monkeypatch.setattr(clones, weight, getattr(clones, weight) * PART)
    kata = pack.kata("forum")
    wrong = next(each for each in pack.pitfalls("forum") if each.id == "arguments-copied")
    states = States(snapshot(state(kata, wrong, wrong.stage - 1)), snapshot(state(kata, wrong, wrong.stage)))
    assert clones.find(states, kata.layout, kata.given_at(wrong.stage))
