"""No client builds an object that keeps state: it is built once, in the root. `kata.analysis.keepers` says which do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.keepers import Keepers
from ...analysis.program import Module, dotted
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed


def judge(case: Case) -> Judgement:
    """Failed when a client calls a class whose objects keep state, or a function that makes one."""
    program = case.new
    layout = case.kata.layout
    keepers = Keepers(program)
    evidence = tuple(
        each
        for module in program.code(layout, case.given)
        if module.path.startswith(layout.clients)
        for each in _built(keepers, module)
    )
    if not evidence:
        return passed("No client builds an object that keeps state.")
    return failed(
        f"A client builds an object that keeps state: {evidence[0].message}.",
        expected="Clients use what the root has built; making a value is fine.",
        seen=f"{evidence[0].message[:1].upper()}{evidence[0].message[1:]} in {evidence[0].path}.",
        evidence=evidence,
    )


def _built(keepers: Keepers, module: Module) -> Iterator[Evidence]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and keepers.makes_keeper(module, node.func):
            made = dotted(node.func) or ast.unparse(node.func)
            yield module.evidence(node, f"`{made}(…)` makes an object that keeps state")


RULE = Rule("keepers_built_once", judge)
