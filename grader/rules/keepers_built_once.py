"""No client builds a part of the module: an object that keeps state, or one that works on what the root has built.

Such objects are built once, in the root. `kata.analysis.keepers` says which they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.keepers import Keepers
from ...analysis.program import Definition, Module, Program, dotted
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
        for each in _built(program, keepers, layout.root, module)
    )
    if not evidence:
        return passed("No client builds a part of the module.")
    return failed(
        f"A client builds a part of the module: {evidence[0].message}.",
        expected="Clients use what the root has built; making a value is fine.",
        seen=f"{evidence[0].message[:1].upper()}{evidence[0].message[1:]} in {evidence[0].path}.",
        evidence=evidence,
    )


def _built(program: Program, keepers: Keepers, root: str, module: Module) -> Iterator[Evidence]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        made = dotted(node.func) or ast.unparse(node.func)
        if keepers.makes_keeper(module, node.func):
            yield module.evidence(node, f"`{made}(…)` makes an object that keeps state")
        elif _is_joined(program, keepers, root, module, node):
            yield module.evidence(node, f"`{made}(…)` is built here, of what the root has built")


def _is_joined(program: Program, keepers: Keepers, root: str, module: Module, call: ast.Call) -> bool:
    """Whether a class is handed what the root has built, and its objects call what they hold."""
    made = program.resolve(module, call.func)
    handed = (*call.args, *(each.value for each in call.keywords))
    return (
        isinstance(made, Definition)
        and isinstance(made.node, ast.ClassDef)
        and keepers.calls_what_it_holds(made)
        and any(_is_built_in(program, root, module, each) for each in handed)
    )


def _is_built_in(program: Program, root: str, module: Module, value: ast.expr) -> bool:
    """Whether a value is an object that this file, the root, has built under a name of its own."""
    found = program.resolve(module, value)
    return (
        isinstance(found, Definition)
        and found.module.path == root
        and isinstance(found.node, (ast.Assign, ast.AnnAssign))
        and isinstance(found.node.value, ast.Call)
    )


RULE = Rule("keepers_built_once", judge)
