"""Loads the rules that a kata brings along: trusted Python, as its simulators and hidden tests are."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec

from ..base.errors import Mistake
from ..content.kata import Kata
from .rule import Rule


def own_rules(kata: Kata, mistakes: list[Mistake]) -> Mapping[str, Rule]:
    """The kata's own rules by their names; `mistakes` gets what cannot be used, by file and field."""
    found: dict[str, Rule] = {}
    for name, file in kata.own_rules.items():
        place = f"katas/{kata.name}/{file.parent.name}/{file.name}"
        try:
            rule = import_module(f"{_package(file.parent)}.{name}").RULE
        except Exception as error:  # whatever an author's code raises
            problem = (
                f"cannot be loaded ({type(error).__name__}: {error}); end the file with `RULE = Rule(…)`"
            )
            mistakes.append(Mistake(place, "RULE", problem))
            continue
        problem = _problem(name, rule)
        if problem:
            mistakes.append(Mistake(place, "RULE", problem))
        else:
            found[name] = rule
    return found


def _problem(name: str, rule: object) -> str:
    """What is wrong with what a file declares; empty when nothing is."""
    if not isinstance(rule, Rule):
        return f"is {rule!r}; declare it as `Rule({name!r}, judge)`"
    if rule.name != name:
        return f"is called {rule.name!r} in a file called {name!r}; make them the same"
    if not callable(rule.judge):
        return "has no function `judge(case: Case) -> Judgement`; write it"
    if rule.options is not None and not (
        isinstance(rule.options, type) and issubclass(rule.options, msgspec.Struct)
    ):
        return f"has {rule.options!r} as its options; declare them as a `msgspec.Struct`"
    return ""


def _package(folder: Path) -> str:
    """The name under which the folder's files are imported: no other folder's, though two katas are alike."""
    name = f"kata_rules_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    if name not in sys.modules:
        package = ModuleType(name, f"The rules in {folder}.")
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name
