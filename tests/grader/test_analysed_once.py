"""Both states of a submission are analysed once, whoever asks: the rules, the figures, the search for copies."""

from __future__ import annotations

from collections import Counter

import pytest
from kata.analysis.program import Program
from kata.authoring.bench import attempt, submission
from kata.content.pack import built_in
from kata.grader.asked import asked
from kata.grader.check_results import ruled
from kata.grader.figures import measure
from kata.workspace.snapshot import Snapshot

PACK = built_in()
NAME = PACK.names()[0]
KATA = PACK.kata(NAME)
STAGE = 3


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many programs were built of each state, by its tree."""
    counted: Counter[str] = Counter()
    build = Program.__init__

    def count(self: Program, snapshot: Snapshot) -> None:
        counted[snapshot.tree] += 1
        build(self, snapshot)

    monkeypatch.setattr(Program, "__init__", count)
    return counted


def test_rules_figures_and_clones_share_one_program_of_each_state(built: Counter[str]) -> None:
    handed_in = submission(attempt(KATA, PACK.designs(NAME)[0], STAGE))
    states = handed_in.states(STAGE)
    results = ruled(KATA, STAGE, states, asked(KATA), ())
    measure(states, KATA.layout, KATA.given_at(STAGE))
    assert len(results) > 5
    assert built == {states.before.tree: 1, states.after.tree: 1}
