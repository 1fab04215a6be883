"""Code imports none of certain modules: those that a kata's clock, or its lesson, has no place for."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis.program import Module
from ...analysis.source_files import Import, imports
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed

NAMED = 3
"""Modules that a sentence names."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    modules: Annotated[
        list[str], Meta(description="dotted names; what lies in these modules is forbidden, too")
    ]
    in_files: Annotated[
        list[str], Meta(description="patterns of paths, such as `forum/*`; if empty, all code")
    ] = []
    expected: Annotated[
        str, Meta(description="the sentence that says what is right, in the kata's words")
    ] = "The code does without these modules."


def judge(case: Case) -> Judgement:
    """Failed when a file of the code imports a module of option `modules`, types alone aside."""
    options: Options = case.options
    evidence = tuple(
        each
        for module in case.new.code(case.kata.layout, case.given)
        if not options.in_files or any(fnmatchcase(module.path, each) for each in options.in_files)
        for each in _imported(module, options.modules)
    )
    if not evidence:
        return passed(f"The code imports none of {_some(options.modules)}.")
    first = evidence[0]
    return failed(
        f"{first.path} {first.message}.",
        expected=options.expected,
        seen=f"{first.path}, line {first.line}, {first.message}.",
        evidence=evidence,
    )


def _some(names: list[str]) -> str:
    """The first names: a screen has 80 columns, and what is right needs no more."""
    more = len(names) - NAMED
    return ", ".join(f"`{name}`" for name in names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _imported(module: Module, names: list[str]) -> Iterator[Evidence]:
    for item in imports(module.source):
        found = next((name for name in names if _is_of(item, name)), None)
        if found is not None and not item.typing_only:
            yield module.evidence(item.node, f"imports `{found}`")


def _is_of(item: Import, name: str) -> bool:
    """Whether an import binds the module of that dotted name, or something in it."""
    full = f"{item.module}.{item.name}" if item.name else item.module
    return full == name or full.startswith(f"{name}.")


RULE = Rule("imports_none_of", judge, options=Options)
