"""The rules that read the diff and the sources, one file a rule, in one explicit table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..rule import Case, Judgement
from . import (
    built_once,
    clients_know_only_module,
    clients_unchanged,
    composition,
    duplication,
    factory_names_none,
    few_parameters,
    given_files,
    not_patched,
    nothing_removed,
    root_only_wires,
    settings_only_in_root,
    statuses_judged_once,
    unmodified,
)

Rule = Callable[[Case], Judgement]

RULES: Mapping[str, Rule] = {
    "built_once": built_once.judge,
    "clients_know_only_module": clients_know_only_module.judge,
    "clients_unchanged": clients_unchanged.judge,
    "composition": composition.judge,
    "duplication": duplication.judge,
    "factory_names_none": factory_names_none.judge,
    "few_parameters": few_parameters.judge,
    "given_files": given_files.judge,
    "not_patched": not_patched.judge,
    "nothing_removed": nothing_removed.judge,
    "root_only_wires": root_only_wires.judge,
    "settings_only_in_root": settings_only_in_root.judge,
    "statuses_judged_once": statuses_judged_once.judge,
    "unmodified": unmodified.judge,
}
"""The name that a check's `rule` in stage.toml carries -> what judges it."""
