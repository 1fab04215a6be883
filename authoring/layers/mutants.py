"""Mutants: is a right design caught as soon as one small thing in it is changed? A sample, the same one each time."""

from __future__ import annotations

from ...base.errors import Mistake
from ..layer import Case, Found, Layer
from ..mutants import hunt

LEAST_SHARE = 0.95
"""Of the mutants that change behaviour, how many the hidden tests must catch."""


def look(case: Case) -> Found:
    """Grades as many mutants as the case wants."""
    if not case.sample:
        return Found(missing=("No mutants were tried: kata verify --mutants -1 tries all.",))
    hunted = hunt(
        case.pack,
        case.name,
        case.proved(),
        sample=case.sample,
        results=case.results,
        on_result=lambda done, total, mutant, caught: (
            None if caught else case.say(f"{done}/{total} not caught: {mutant}")
        ),
    )
    place = f"reference/{case.name}"
    changing = hunted.caught + len(hunted.survivors)
    mistakes = [Mistake(place, trouble, "could not be graded") for trouble in hunted.troubles]
    if hunted.share < LEAST_SHARE:
        told = f"{hunted.share:.1%} of the mutants were caught; {LEAST_SHARE:.0%} are asked for"
        mistakes.append(Mistake(place, "", f"{told}. Not caught: {'; '.join(hunted.survivors)}"))
    every = (
        ""
        if hunted.tried < case.sample
        else f" A sample of {hunted.tried}: kata verify --mutants -1 tries all."
    )
    return Found(
        tuple(mistakes),
        (f"{hunted.caught} of {changing} mutants that change behaviour are caught.{every}",),
        tuple(
            f"{survivor} is not caught: add a test, or list it in equivalents.toml."
            for survivor in hunted.survivors
        ),
        detail=hunted,
    )


LAYER = Layer("mutants", "Is one small change of a right design caught?", look)
