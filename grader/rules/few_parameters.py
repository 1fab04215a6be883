"""Advice: a constructor with many parameters joins too many things at once."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis.constructors import constructors
from ..rule import Case, Judgement, Rule, passed


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    limit: Annotated[int, Meta(description="the most parameters, without `self`")] = 5


def judge(case: Case) -> Judgement:
    """Told when a class, a data class or a factory takes more than `limit` parameters."""
    options: Options = case.options
    limit = options.limit
    program = case.new
    modules = program.code(case.kata.layout, case.given)
    large = [each for each in constructors(program, modules) if each.parameters > limit]
    if not large:
        return passed(f"No constructor takes more than {limit} parameters.")
    most = max(large, key=lambda each: each.parameters)
    return Judgement(
        "told",
        f"`{most.name}` takes {most.parameters} parameters; more than {limit} are hard to keep apart.",
        expected=f"A constructor takes {limit} parameters at most; parameters that belong together become one object.",
        seen=", ".join(f"`{each.name}` takes {each.parameters}" for each in large) + ".",
        evidence=tuple(
            each.module.evidence(each.node, f"`{each.name}` takes {each.parameters} parameters")
            for each in large
        ),
    )


RULE = Rule("few_parameters", judge, options=Options)
