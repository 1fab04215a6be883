"""Advice: what a status of HTTP means stands in one place.

A clone finder sees code that looks alike. The same meanings as a table, or as conditions in another
order, do not look alike, and code that looks at one status has perhaps a reason of its own: so this
is advice, which never fails a stage.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from http import HTTPStatus

from ...analysis.program import Module
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, passed

TROUBLE = frozenset({400, 401, 403, 404, 499, 500, 502, 503, 504, 599})
"""Statuses of trouble, and the ends of their ranges; 300 and 600 are more often seconds."""


def judge(case: Case) -> Judgement:
    """Told when a new file tells statuses of trouble apart, and a file from before does so already."""
    modules = case.new.code(case.kata.layout, case.given)
    places = [(module, place) for module in modules if (place := next(_judging(module.tree), None))]
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


def _judging(tree: ast.Module) -> Iterator[ast.expr | ast.pattern]:
    """Where a value is compared with a status, looked up by one, or divided to get its first digit."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def is_status(value: ast.expr | None) -> bool:
        if isinstance(value, ast.Name):
            value = named.get(value.id)
        if isinstance(value, (ast.Tuple, ast.List, ast.Set)):
            return any(map(is_status, value.elts))
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "range":
            return any(map(is_status, value.args))
        if isinstance(value, ast.Attribute):
            member = HTTPStatus.__members__.get(value.attr.upper())
            return member is not None and member.value in TROUBLE
        return isinstance(value, ast.Constant) and type(value.value) is int and value.value in TROUBLE

    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others) if any(map(is_status, (left, *others))):
                yield node
            case ast.Dict(keys=keys) if any(map(is_status, keys)):
                yield node
            case ast.MatchValue(value=value) if is_status(value):
                yield node
            case ast.BinOp(op=ast.FloorDiv(), right=ast.Constant(value=100)):  # its first digit
                yield node


RULE = Rule("statuses_judged_once", judge, compares=True, hard=True)
