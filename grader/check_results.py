"""What the rules decide from the sources alone, as results of checks; nothing of the trainee's code runs.

Apart from the grading, so that `kata check` need not load what runs the hidden tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from ..analysis.effort import TooMuchToRead, limited
from ..analysis.patching.running_functions import RunningFunction
from ..analysis.states import States
from ..base.strangers_text import printable
from ..content.kata import Check, Kata, Stage
from ..report.report import CheckResult, Evidence
from ..workspace.snapshot import Snapshot
from .asked import Asked, asked
from .preflight import tangled, unwieldy
from .rule import Case, Judgement, could_not_run


class Submission(msgspec.Struct, frozen=True):
    """What is handed in, and the states that closed the stages before it.

    `baselines[0]` is the starter with stage 1's given files, `baselines[k]` what closed stage k, as
    amended. `refactored` tells that a declared refactoring of closed code came first.
    """

    current: Snapshot
    baselines: tuple[Snapshot, ...]
    refactored: bool = False

    def states(self, number: int) -> States:
        """The two states that stage `number` is judged on."""
        return States(self.baselines[number - 1], self.current)


def static_checks(kata: Kata, number: int, submission: Submission) -> tuple[CheckResult, ...]:
    """What may be known before handing in: no hidden test runs, and nothing of the trainee's code.

    Raises ContentError when the kata's rules, or what it asks of them, cannot be used.
    """
    rules = asked(kata)
    heavy = unwieldy(kata.layout, submission.current)
    states = submission.states(number)
    found = (
        unruled(kata, number, too_much(heavy))
        if heavy
        else ruled(kata, number, states, rules, (), refactored=submission.refactored)
    )
    return tuple(found[check.id] for _, check in in_order(kata, number) if check.rule)


def ruled(
    kata: Kata,
    number: int,
    states: States,
    rules: Mapping[str, Asked],
    running: tuple[RunningFunction, ...],
    tested: Mapping[str, Judgement] = MappingProxyType({}),
    *,
    refactored: bool = False,
) -> Mapping[str, CheckResult]:
    """Each rule's result by its check's id; `rules` are those that the kata asks for, `running` is what the
    child said of its functions, and `tested` what hidden tests found out about the same checks: the worst
    outcome counts."""
    found: dict[str, CheckResult] = {}
    stage = kata.stage(number)
    for begun, check in kata.checks_from(number):
        if not check.rule:
            continue
        rule = rules[check.id].rule
        case = Case(
            kata=kata,
            stage=stage,
            states=states,
            given=kata.given_at(number),
            options=rules[check.id].options,
            refactored=refactored,
        )
        try:
            with limited():
                judgement = rule.judge(case)
            if rule.judge_running is not None and judgement.outcome != "failed":
                judgement = rule.judge_running(case, running) or judgement
        except TooMuchToRead:
            judgement = too_much(tangled(kata.layout, case.before, case.after))
        except Exception as error:  # a rule that fails is the grader's trouble, never the trainee's red
            judgement = could_not_run(f"{type(error).__name__}: {error}"[:500])
        if check.id in tested:
            judgement = _worse(judgement, tested[check.id])
        found[check.id] = result_of(begun, check, number, judgement)
    return found


def _worse(by_rule: Judgement, by_test: Judgement) -> Judgement:
    """The worse of two judgements on one check, with the evidence of both when both failed."""
    if by_rule.outcome == by_test.outcome == "failed":
        seen = f"{by_rule.seen} {by_test.summary}"
        return replace(by_rule, seen=seen, evidence=(*by_rule.evidence, *by_test.evidence))
    severe = ("could-not-run", "failed")
    return max(
        by_rule, by_test, key=lambda each: severe.index(each.outcome) if each.outcome in severe else -1
    )


def unruled(kata: Kata, number: int, judgement: Judgement) -> Mapping[str, CheckResult]:
    """Where no rule can decide anything, the first says why and the others wait for it."""
    by_rule = [(begun, check) for begun, check in kata.checks_from(number) if check.rule]
    return first_fails(by_rule, number, judgement)


def too_much(heavy: tuple[Evidence, ...]) -> Judgement:
    """The verdict on a submission that nobody could have written by hand."""
    return Judgement(
        "failed",
        "There is too much code to be read.",
        expected="no more code than a person could have written",
        seen=heavy[0].message,
        evidence=heavy,
    )


def in_order(kata: Kata, number: int) -> list[tuple[Stage, Check]]:
    """This stage's checks and the rules first, then the regression group."""
    every = kata.checks_from(number)
    current = [(stage, check) for stage, check in every if check.rule or stage.number == number]
    return current + [pair for pair in every if pair not in current]


def name_of(begun: Stage, check: Check, number: int) -> str:
    """The check's id in a report at stage `number`: one of an earlier stage has its number in front."""
    return check.id if begun.number == number else f"{begun.number}.{check.id}"


def result_of(begun: Stage, check: Check, number: int, judgement: Judgement, **more: object) -> CheckResult:
    """The judgement as a result, with all that the kata says about the check."""
    regression = not check.rule and begun.number != number
    outcome = "told" if check.advice and judgement.outcome == "failed" else judgement.outcome
    fields = {
        "moments": more.get("moments", ()),
        "expected_moments": more.get("expected_moments", ()),
        "because_of": more.get("because_of", ""),
        "cause": judgement.cause,
    }
    return CheckResult(
        id=name_of(begun, check, number) if not check.rule else check.id,
        stage=begun.number if not check.rule else number,
        group="regression" if regression else "current",
        outcome=outcome,
        summary=printable(judgement.summary),
        expected=printable(judgement.expected),
        seen=printable(judgement.seen),
        evidence=tuple(
            replace(place, path=printable(place.path), message=printable(place.message))
            for place in judgement.evidence
        ),
        principle=check.principle,
        chapter=check.chapter,
        section=check.section,
        advice=check.advice,
        **fields,  # type: ignore[arg-type]
    )


def first_fails(
    hidden: list[tuple[Stage, Check]], number: int, judgement: Judgement
) -> dict[str, CheckResult]:
    """Nothing can be found out: the first check says why, the others wait for it. Without checks, nothing."""
    if not hidden:
        return {}
    first = result_of(*hidden[0], number, judgement)
    found = {first.id: first}
    for begun, check in hidden[1:]:
        waits = Judgement("skipped", f"Not looked at: {first.id} comes first.")
        result = result_of(begun, check, number, waits, because_of=first.id)
        found[result.id] = result
    return found
