"""The rules that read the diff and the sources, one file a rule, in one explicit list."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from ..rule import Rule

MODULES = (
    "built_once",
    "clients_know_only_module",
    "clients_unchanged",
    "closed_not_inherited",
    "duplication",
    "factory_names_none",
    "few_parameters",
    "given_files",
    "imports_none_of",
    "keepers_built_once",
    "not_patched",
    "nothing_removed",
    "root_only_wires",
    "settings_only_in_root",
    "statuses_judged_once",
    "unmodified",
)
"""One line a rule: its module in this folder, which ends with `RULE = Rule(…)`."""


def _declared(module: str) -> Rule:
    rule: Rule = import_module(f".{module}", __name__).RULE
    return rule


RULES: Mapping[str, Rule] = {rule.name: rule for rule in map(_declared, MODULES)}
"""The name that a check's `rule` in stage.toml carries -> the rule."""
