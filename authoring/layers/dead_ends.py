"""Dead ends: is each early choice that the author calls impossible at a later stage right before, and wrong then?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...base.errors import Mistake
from ...content.designs import Design, Pitfall, state
from ...content.kata import Kata
from ..bench import Attempt, Graded, attempt, failing, stuck
from ..dead_ends import FILE, DeadEnd, dead_ends
from ..layer import Case, Found, Layer


def look(case: Case) -> Found:
    """Tries every claim."""
    kata, claims = case.kata, dead_ends(case.pack, case.name)
    reference = case.pack.designs(case.name)[0]
    tries = [(claim, each) for claim in claims for each in attempts(kata, claim, reference)]
    graded = {id(each.attempt): each for each in case.bench().grade([each for _, each in tries])}
    found = [problem for claim, each in tries for problem in _problems(claim, graded[id(each)])]
    place = f"reference/{kata.name}/{FILE}"
    ended = {claim.stage for claim in claims}
    open_ = [str(stage.number) for stage in kata.stages[1:] if stage.number not in ended]
    return Found(
        tuple(Mistake(place, claim.choice, problem) for claim, problem in found),
        tuple(
            f"{claim.choice}: right before stage {claim.stage}, and fails {claim.check} there."
            for claim in claims
        ),
        (f"No early choice is named that ends at stage {', '.join(open_)} ({FILE}).",) if open_ else (),
    )


def attempts(kata: Kata, claim: DeadEnd, reference: Design) -> Iterator[Attempt]:
    """The choice at each stage before its end, and then with the reference's files of that stage laid over it."""
    for number in range(1, claim.stage):
        yield replace(attempt(kata, claim.design, number), run="dead end")
    last = attempt(kata, claim.design, claim.stage)
    if isinstance(claim.design, Pitfall):
        yield last  # its base's files of that stage are laid over it already
        return
    files = {
        **state(kata, claim.design, claim.stage - 1),
        **kata.stage(claim.stage).given,
        **reference.overlay(claim.stage),
    }
    yield replace(last, files=files)


def _problems(claim: DeadEnd, graded: Graded) -> Iterator[tuple[DeadEnd, str]]:
    number = graded.attempt.stage
    if graded.report is None:
        yield claim, f"could not be graded at stage {number}: {graded.trouble}"
        return
    wrong = failing(graded.report) | stuck(graded.report)
    if number < claim.stage:
        if wrong:
            yield claim, f"is no right design of stage {number}: it fails {', '.join(sorted(wrong))}"
    elif claim.check not in {name.partition(".")[2] if name[0].isdigit() else name for name in wrong}:
        told = f"it fails {', '.join(sorted(wrong))}" if wrong else "it passes"
        yield claim, f"does not end at stage {number} by {claim.check}: {told}"


LAYER = Layer("dead ends", "Is each early choice right before the stage that ends it, and wrong then?", look)
