"""The rules that a kata's checks ask for, the engine's and the kata's own, each with its options read once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from ..base.errors import ContentError, Mistake
from ..content.kata import Check, Kata
from ..content.reading import table_of
from ..report.groups import HARD, is_hard
from ..report.report import CheckResult
from .own_rules import own_rules
from .rule import Rule
from .rules import RULES


class Asked(msgspec.Struct, frozen=True):
    """One rule as a check asks for it; `options` are of the type that the rule declares, None where it has none."""

    rule: Rule
    options: object


def asked(kata: Kata) -> Mapping[str, Asked]:
    """What each check that names a rule asks for, by the check's id.

    Raises ContentError with every mistake, by file and field: a rule of the kata's own that cannot be
    loaded, an option that its rule does not know or cannot read.
    """
    mistakes: list[Mistake] = []
    rules = {**RULES, **own_rules(kata, mistakes)}
    found: dict[str, Asked] = {}
    for stage in kata.stages:
        file = f"stages/{kata.name}/{stage.name}/stage.toml"
        for index, check in enumerate(stage.checks):
            if check.rule in rules:
                problems: list[tuple[str, str]] = []
                found[check.id] = _asked(rules[check.rule], check, problems)
                mistakes += [Mistake(file, f"checks[{index}].{field}", told) for field, told in problems]
    if mistakes:
        raise ContentError(tuple(mistakes))
    return found


def comparing(kata: Kata) -> frozenset[str]:
    """The ids of the checks whose rules judge what was changed or added, and not what the code does."""
    return frozenset(name for name, each in asked(kata).items() if each.rule.compares)


def halved_by_refactoring(rules: Mapping[str, Asked], check: CheckResult) -> CheckResult:
    """The check with what its rule says of a declared refactoring of closed code."""
    halved = check.id in rules and rules[check.id].rule.halved_by_refactoring
    return replace(check, halved_by_refactoring=True) if halved else check


def _asked(rule: Rule, check: Check, problems: list[tuple[str, str]]) -> Asked:
    """The check's rule with its options; mistakes go to `problems` as field and sentence."""
    said = check.options or {}
    options = None
    if rule.options is not None:
        options = table_of(said, rule.options, "options", problems)
    else:
        problems += [(f"options.{name}", f"is unknown; {rule.name} takes no options") for name in said]
    if rule.hard and not is_hard(check.id):
        problems.append(("id", f"is {check.id!r}; a hard rule's begins with {HARD}"))
    return Asked(rule, options)
