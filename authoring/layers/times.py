"""Times: how long does a grading take, how long is a brief to read, and how much is a step to write?

What takes too long is told as missing, never as a mistake: a machine that is busy must not fail a kata.
"""

from __future__ import annotations

import re

from ..bench import attempt
from ..layer import Case, Found, Layer

WORDS_A_MINUTE = 150
"""A reader who is no native speaker, and takes notes."""
MOST_READING = 0.25
"""Of a stage's minutes."""
MOST_LINES = 60
"""New lines of the reference at a stage after the first; who has the idea types them in half the time."""


def look(case: Case) -> Found:
    """Measures each right design at each stage; what was just graded is not graded again."""
    kata, designs = case.kata, case.pack.designs(case.name)
    tries = [attempt(kata, design, stage.number) for design in designs for stage in kata.stages]
    graded = list(case.bench().grade(tries))
    proved, missing = [], []
    for stage in kata.stages:
        here = [each for each in graded if each.attempt.stage == stage.number]
        slowest = max(here, key=lambda each: each.seconds)
        minutes = len(re.findall(r"\S+", stage.brief)) / WORDS_A_MINUTE
        first = next(each for each in here if each.attempt.name == designs[0].name)
        lines = first.report.figures.lines_added if first.report and first.report.figures else 0
        proved.append(
            f"stage {stage.number}: {slowest.seconds:.1f} s to grade at most ({slowest.attempt.name}), "
            f"{minutes:.1f} of {stage.minutes} minutes to read, {lines} new lines of {designs[0].name}."
        )
        if minutes > MOST_READING * stage.minutes:
            missing.append(
                f"The brief of stage {stage.number} takes {minutes:.0f} of {stage.minutes} minutes to read."
            )
        if stage.number > 1 and lines > MOST_LINES:
            missing.append(
                f"{designs[0].name} needs {lines} new lines at stage {stage.number}; {MOST_LINES} are enough."
            )
    return Found((), tuple(proved), tuple(missing))


LAYER = Layer("times", "Is there time enough?", look)
