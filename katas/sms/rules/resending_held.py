"""Advice: resending is added by holding a sender, not by inheriting from a provider's class.

A provider's class is a concrete sender that does not merely hand on to another by the same name
(`analysis/network_objects.py`). A common base of wrappers, or an abstract one of providers, is fine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kata.analysis.inheritance import calls_inherited
from kata.analysis.network_objects import NetworkObjects
from kata.analysis.program import Definition, Module, Program, called, classes, dotted, methods
from kata.base.syntax import Function
from kata.grader.rule import Case, Judgement, Rule, passed


def judge(case: Case) -> Judgement:
    """Told when a class of this stage calls again and again what it inherits from a provider's class."""
    program = case.new
    code = program.code(case.kata.layout, case.given)
    network = NetworkObjects(program, code)
    written = [each for each in code if case.before.files.get(each.path) != case.after.files[each.path]]
    found = [each for module in written for each in _inherited(program, network, classes(module))]
    if not found:
        return passed("No class adds resending by inheriting from a provider's class.")
    child, provider = found[0]
    return Judgement(
        "told",
        f"`{child.name}` adds resending by inheriting from `{provider.name}`.",
        expected="Resending is a class of its own that holds a sender: then it fits any provider.",
        seen=f"`{child.name}` inherits from `{provider.name}` and calls the inherited method again after a failure.",
        evidence=tuple(
            one.module.evidence(one.node, f"`{one.name}` inherits from `{other.name}`")
            for one, other in found
        ),
    )


def _inherited(
    program: Program, network: NetworkObjects, definitions: Iterator[Definition]
) -> Iterator[tuple[Definition, Definition]]:
    for definition in definitions:
        ancestors = program.ancestors(definition)
        provider = next((each for each in ancestors if network.is_end(each)), None)
        if provider is None:
            continue
        of_provider = {id(each.node) for each in (provider, *program.ancestors(provider))}
        inherited = {method.name for _, method in program.all_methods(provider)}
        added = [each for each in (definition, *ancestors) if id(each.node) not in of_provider]
        if any(
            _resends(method, inherited, provider.name, _is_retried(program, each.module, method))
            for each in added
            if isinstance(each.node, ast.ClassDef)
            for method in methods(each.node)
        ):
            yield definition, provider


def _resends(method: Function, inherited: set[str], provider: str, decorated: bool) -> bool:
    """Whether a method calls what it inherits in a loop, again after a failure, or by a decorator that does."""
    nodes = list(ast.walk(method))
    calls = [
        each
        for each in nodes
        if isinstance(each, ast.Call) and calls_inherited(each, method.name, inherited, provider)
    ]
    handed = [
        argument
        for each in nodes
        if isinstance(each, ast.Call)
        for argument in each.args
        if isinstance(argument, ast.Attribute)
        and isinstance(argument.value, ast.Call)
        and dotted(argument.value.func) == "super"
    ]
    around = {
        id(inner) for each in nodes if isinstance(each, (ast.For, ast.While)) for inner in ast.walk(each)
    }
    again = any(isinstance(each, ast.Call) and dotted(each.func) == f"self.{method.name}" for each in nodes)
    return (
        bool(handed)
        or _tries_twice(nodes, calls)
        or any(again or decorated or id(call) in around for call in calls)
    )


def _tries_twice(nodes: list[ast.AST], calls: list[ast.Call]) -> bool:
    """Whether what is called in a `try` is called again outside of it: a loop written out."""
    for node in nodes:
        if isinstance(node, ast.Try):
            within = {id(inner) for statement in node.body for inner in ast.walk(statement)}
            tried = {ast.unparse(call.func) for call in calls if id(call) in within}
            if any(ast.unparse(call.func) in tried and id(call) not in within for call in calls):
                return True
    return False


def _is_retried(program: Program, module: Module, method: Function) -> bool:
    """Whether a decorator is called a retry, or is a function of the workspace that catches errors in a loop."""
    for decorator in method.decorator_list:
        if "retry" in ast.unparse(called(decorator)).lower():
            return True
        found = program.resolve(module, called(decorator))
        if isinstance(found, Definition) and isinstance(found.node, Function):
            loops = (each for each in ast.walk(found.node) if isinstance(each, (ast.For, ast.While)))
            if any(isinstance(inner, ast.Try) for loop in loops for inner in ast.walk(loop)):
                return True
    return False


RULE = Rule("resending_held", judge)
