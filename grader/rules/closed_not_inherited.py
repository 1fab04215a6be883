"""New code holds an object of a closed class, and does not inherit from the class to add to it.

A class is closed when its file was there before, and it can be built as it stands: an abstract base, a protocol,
an error and a plain value are made to be inherited. To add is to override a method and call the one that was
inherited.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis.inheritance import calls_inherited, is_working
from ...analysis.program import Definition, Program, classes, methods
from ..rule import Case, Judgement, Rule, failed, passed


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    allowed: Annotated[list[str], Meta(description="names of closed classes that may be inherited")] = []
    expected: Annotated[
        str, Meta(description="the sentence that says what is right, in the kata's words")
    ] = "What is added is a class of its own that holds an object: then it fits any other of its kind."


def judge(case: Case) -> Judgement:
    """Failed when a class in a new or changed file adds to a closed class by inheriting from it."""
    options: Options = case.options
    program = case.new
    code = program.code(case.kata.layout, case.given)
    closed = {each.path for each in case.old.code(case.kata.layout, case.given)}
    written = [each for each in code if case.before.files.get(each.path) != case.after.files[each.path]]
    found = [
        (child, parent)
        for module in written
        for child in classes(module)
        for parent in _closed_parents(program, child, closed)
        if parent.name not in options.allowed and _adds(child, parent)
    ]
    if not found:
        return passed("No class adds to a closed class by inheriting from it.")
    child, parent = found[0]
    return failed(
        f"`{child.name}` adds to `{parent.name}` by inheriting from it.",
        expected=options.expected,
        seen=f"`{child.name}` overrides a method of `{parent.name}`, and calls the one that it inherits.",
        evidence=tuple(
            one.module.evidence(one.node, f"`{one.name}` inherits from `{other.name}`")
            for one, other in found
        ),
    )


def _closed_parents(program: Program, child: Definition, closed: set[str]) -> Iterator[Definition]:
    """The nearest of the closed classes that work as they stand and that `child` inherits from."""
    for ancestor in program.ancestors(child):
        if ancestor.module.path in closed and is_working(program, ancestor):
            yield ancestor
            return


def _adds(child: Definition, parent: Definition) -> bool:
    """Whether a method of the class, which its parent has too, calls what is inherited."""
    if not isinstance(child.node, ast.ClassDef) or not isinstance(parent.node, ast.ClassDef):
        return False
    inherited = {method.name for method in methods(parent.node)}
    return any(
        isinstance(node, ast.Call) and calls_inherited(node, method.name, inherited, parent.name)
        for method in methods(child.node)
        if method.name in inherited and method.name != "__init__"
        for node in ast.walk(method)
    )


RULE = Rule("closed_not_inherited", judge, options=Options, compares=True)
