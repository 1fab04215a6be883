"""Every worked solution keeps the rules that are decided from its source."""

from __future__ import annotations

import importlib
from hashlib import sha1

from kata.content.designs import Design, state
from kata.content.kata import Files, Kata
from kata.grader.case import Case
from kata.workspace.snapshot import Snapshot

FROM_STAGE = 1


def snapshot(files: Files) -> Snapshot:
    return Snapshot(files, tree=sha1(repr(sorted(files.items())).encode()).hexdigest())


def closed(kata: Kata, design: Design, stage: int) -> Files:
    """The state that `stage` is judged against."""
    return state(kata, design, stage - 1) if stage > 1 else {**kata.starter, **kata.stage(1).given}


def test_every_rule_in_force_holds(kata: Kata, submission: tuple[Design, int]) -> None:
    design, number = submission
    before, after = snapshot(closed(kata, design, number)), snapshot(state(kata, design, number))
    given = kata.given_at(number)
    outcomes = {}
    for _, check in kata.checks_from(number):
        if check.rule:
            rule = importlib.import_module(f"kata.grader.rules.{check.rule}")
            judgement = rule.judge(Case(kata, kata.stage(number), before, after, given, check.options))
            outcomes[check.id] = (judgement.outcome, judgement.evidence)
    assert {check: found for check, found in outcomes.items() if found[0] != "passed"} == {}
    assert outcomes


def test_a_stage_adds_files_and_changes_the_root_alone(kata: Kata, submission: tuple[Design, int]) -> None:
    design, number = submission
    there = {*closed(kata, design, number)} - {*kata.stage(number).given}
    replaced = there & {*design.overlay(number)}
    clients = {path for path in kata.starter if path.startswith(kata.layout.clients)}
    assert replaced == {kata.layout.root} | (clients if number == 1 else set())
