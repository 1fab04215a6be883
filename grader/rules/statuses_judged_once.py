"""Advice: what a status of HTTP means stands in one place.

A clone finder sees code that looks alike. The same meanings as a table, or as conditions in another
order, do not look alike, and code that looks at one status has perhaps a reason of its own: so this
is advice, which never fails a stage. Two pieces that a hidden test sees judge the same statuses, one for each
of two services, are duplicated code (`grader/toolkit/raising.py`).
"""

from __future__ import annotations

import ast

from ...analysis.program import Module
from ...analysis.statuses import judged
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, passed


def judge(case: Case) -> Judgement:
    """Told when a new file tells statuses of trouble apart, and a file from before does so already."""
    modules = case.new.code(case.kata.layout, case.given)
    places = [(module, place) for module in modules if (place := next(judged(module.tree), None))]
    old = [pair for pair in places if pair[0].path in case.before.files]
    new = [pair for pair in places if pair[0].path not in case.before.files]
    if not (old and new):
        return passed("The meaning of a status is written in one place at most.")
    (known, _), (copy, _) = old[0], new[0]
    return Judgement(
        "told",
        f"The meaning of a status is written in {known.path}, and again in {copy.path}.",
        expected=f"One place knows what a status means, and every {case.kata.outside}'s code uses it.",
        seen=f"{copy.path} tells statuses apart, as {known.path} does.",
        evidence=tuple(_evidence(*pair) for pair in (*new, *old)),
    )


def _evidence(module: Module, place: ast.expr | ast.pattern) -> Evidence:
    return module.evidence(place, "a status is judged here")


RULE = Rule("statuses_judged_once", judge, compares=True, hard=True)
