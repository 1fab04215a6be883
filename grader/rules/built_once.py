"""No client builds what reaches the network: it is built once, in the root.

`analysis/network_objects.py` says what that is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis.constructors import own_returns
from ...analysis.network_objects import NetworkObjects
from ...analysis.program import Definition, Module, Program, dotted, methods
from ...base.syntax import Function
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    called: Annotated[str, Meta(description="the kata's words for one such object")] = (
        "an object that reaches the network"
    )
    expected: Annotated[
        str, Meta(description="the sentence that says what is right, in the kata's words")
    ] = "Clients use what the root has built; making a value is fine."


def judge(case: Case) -> Judgement:
    """Failed when a client calls such an object's class, or a factory that gives back a new one."""
    options: Options = case.options
    program = case.new
    layout = case.kata.layout
    code = program.code(layout, case.given)
    network = NetworkObjects(program, code)
    evidence: list[Evidence] = []
    for module in code:
        if module.path.startswith(layout.clients):
            evidence.extend(_built(program, network, module, options.called))
    if not evidence:
        return passed(f"No client builds {options.called}.")
    return failed(
        f"A client builds {options.called}: {evidence[0].message}.",
        expected=options.expected,
        seen=f"{evidence[0].message[:1].upper()}{evidence[0].message[1:]} in {evidence[0].path}.",
        evidence=tuple(evidence),
    )


def _built(program: Program, network: NetworkObjects, module: Module, what: str) -> Iterator[Evidence]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        made = _made(program, module, node)
        if made is None or not _is_of_module(program, module, made):
            continue
        if network.makes_one(module, made) or network.wraps_one(module, node):
            yield module.evidence(node, f"`{dotted(node.func) or ast.unparse(node.func)}(…)` makes {what}")


def _made(program: Program, module: Module, call: ast.Call) -> ast.expr | None:
    """What a call makes an object of: a class, a factory, or the class behind `Class.create()`."""
    if program.resolve(module, call.func) == "functools.partial":
        return None  # a function with an argument filled in is not a new one
    if isinstance(call.func, ast.Attribute):
        owner = program.resolve(module, call.func.value)
        if isinstance(owner, Definition) and isinstance(owner.node, ast.ClassDef):
            for method in methods(owner.node):
                if method.name == call.func.attr:
                    return call.func.value if _gives_back_own(method, owner.node.name) else None
    return call.func


def _gives_back_own(method: Function, name: str) -> bool:
    """Whether a class method returns a new object of its class."""
    return any(
        isinstance(statement.value, ast.Call) and dotted(statement.value.func) in ("cls", name)
        for statement in own_returns(method)
    )


def _is_of_module(program: Program, module: Module, made: ast.expr, hops: int = 8) -> bool:
    """Whether what is called comes from elsewhere than the client, or inherits from what does."""
    while isinstance(made, ast.Call):
        made = made.func
    found = program.resolve(module, made)
    if not isinstance(found, Definition):
        return False
    if found.module is module and isinstance(found.node, (ast.Assign, ast.AnnAssign)):
        value = found.node.value  # another name, or a partial
        named = value.args[0] if isinstance(value, ast.Call) and value.args else value
        return named is not None and hops > 0 and _is_of_module(program, module, named, hops - 1)
    return found.module is not module or any(each.module is not module for each in program.ancestors(found))


RULE = Rule("built_once", judge, options=Options)
