"""What stage.toml says to the rules, as the types that the rules declare."""

from __future__ import annotations

from ..base.errors import ContentError, Mistake
from ..content.kata import Check, Kata
from ..content.reading import table_of
from ..report.groups import HARD, is_hard
from .rule import Rule
from .rules import RULES


def check_rules(kata: Kata) -> None:
    """Raises ContentError with every option that a rule does not know or cannot read, by file and field."""
    mistakes = []
    for stage in kata.stages:
        file = f"stages/{kata.name}/{stage.name}/stage.toml"
        for index, check in enumerate(stage.checks):
            if check.rule:
                problems: list[tuple[str, str]] = []
                options_of(check, problems)
                if RULES[check.rule].hard and not is_hard(check.id):
                    problems.append(("id", f"is {check.id!r}; a hard rule's begins with {HARD}"))
                mistakes += [Mistake(file, f"checks[{index}].{field}", told) for field, told in problems]
    if mistakes:
        raise ContentError(tuple(mistakes))


def options_of(check: Check, problems: list[tuple[str, str]]) -> object:
    """The check's options as its rule declares them; mistakes go to `problems` as field and sentence."""
    rule: Rule = RULES[check.rule]
    said = check.options or {}
    if rule.options is not None:
        return table_of(said, rule.options, "options", problems)
    problems += [(f"options.{name}", f"is unknown; {rule.name} takes no options") for name in said]
    return None
