"""Advice: resending is added by holding a sender, not by inheriting from a provider's class.

A provider's class is a concrete sender that does not merely hand on to another by the same name
(`kata.grader.senders`). A common base of wrappers, or an abstract one of providers, is fine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kata.grader.case import Case, Judgement, passed
from kata.grader.classes import Definition, Program, called, classes, dotted, methods
from kata.grader.senders import Senders

Function = ast.FunctionDef | ast.AsyncFunctionDef


def judge(case: Case) -> Judgement:
    """Told when a class repeats, in a loop or a `try`, what it inherits from a provider's class."""
    program = Program(case.after)
    code = program.code(case.kata.layout, case.given)
    senders = Senders(program, code)
    found = [each for module in code for each in _inherited(program, senders, classes(module))]
    if not found:
        return passed("Resending, where there is any, is not inherited from a provider's class.")
    child, provider = found[0]
    return Judgement(
        "told",
        f"`{child.name}` adds resending by inheriting from `{provider.name}`.",
        expected="Resending is a class of its own that holds a sender: then it fits any provider.",
        seen=f"`{child.name}` inherits from `{provider.name}` and calls what it inherits again.",
        evidence=tuple(
            one.module.evidence(one.node, f"`{one.name}` inherits from `{other.name}`")
            for one, other in found
        ),
    )


def _inherited(
    program: Program, senders: Senders, definitions: Iterator[Definition]
) -> Iterator[tuple[Definition, Definition]]:
    for definition in definitions:
        ancestors = program.ancestors(definition)
        provider = next((each for each in ancestors if senders.is_provider(each)), None)
        if provider is None:
            continue
        of_provider = {id(each.node) for each in (provider, *program.ancestors(provider))}
        inherited = {
            method.name
            for each in (provider, *program.ancestors(provider))
            if isinstance(each.node, ast.ClassDef)
            for method in methods(each.node)
        }
        added = [each for each in (definition, *ancestors) if id(each.node) not in of_provider]
        if any(
            _resends(method, inherited, provider.name)
            for each in added
            if isinstance(each.node, ast.ClassDef)
            for method in methods(each.node)
        ):
            yield definition, provider


def _resends(method: Function, inherited: set[str], provider: str) -> bool:
    """Whether a method calls what it inherits within a loop, a `try`, or under a decorator with arguments."""
    own = [
        node
        for node in ast.walk(method)
        if isinstance(node, ast.Call) and _is_inherited(node, method.name, inherited, provider)
    ]
    if not own:
        return False
    if any("retry" in ast.unparse(called(each)).lower() for each in method.decorator_list) or len(own) > 1:
        return True
    return any(
        call in ast.walk(node)
        for call in own
        for node in ast.walk(method)
        if isinstance(node, (ast.For, ast.While, ast.Try, ast.With))
    ) or any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Call)
        and dotted(node.value.func) == "super"
        for call in ast.walk(method)
        if isinstance(call, ast.Call)
        for node in call.args
    )


def _is_inherited(call: ast.Call, method: str, inherited: set[str], provider: str) -> bool:
    """`super().send(…)`, `Provider.send(self, …)`, or `self.post(…)` where `post` is the provider's."""
    if not isinstance(call.func, ast.Attribute):
        return False
    holder = call.func.value
    if isinstance(holder, ast.Call):
        return dotted(holder.func) == "super" and call.func.attr != "__init__"
    if dotted(holder).rpartition(".")[2] == provider:
        return call.func.attr != "__init__"
    return dotted(holder) == "self" and call.func.attr in inherited - {method}
