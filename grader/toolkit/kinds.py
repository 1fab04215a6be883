"""Kinds of errors, learned from the types that a submission raises: a kata prescribes no name of a type."""

from __future__ import annotations

from collections.abc import Iterable

from .subject import Outcome, Raised

Types = frozenset[str]
"""Qualified names of classes: those of an error and of its bases."""

BASES = frozenset({"builtins.object", "builtins.BaseException", "builtins.Exception"})
"""These cover every error, so they tell nothing apart."""

ACCIDENTS = frozenset(
    f"builtins.{name}"
    for name in (
        *("AttributeError", "NameError", "UnboundLocalError", "TypeError", "KeyError", "IndexError"),
        *("StopIteration", "ZeroDivisionError", "RecursionError"),
    )
)
"""What Python raises where code goes wrong by itself: no answer to a caller, and nobody's choice of a kind."""


def own_types(outcome: Outcome, foreign: frozenset[str] = frozenset()) -> Types:
    """The types that may stand for a kind: all of an error's, save those of everything and of `foreign` packages."""
    if not isinstance(outcome, Raised) or package_of(outcome.types[0]) in foreign:
        return frozenset()
    return frozenset(name for name in outcome.types if name not in BASES and package_of(name) not in foreign)


def is_accident(outcome: Outcome) -> bool:
    """Whether this is an error that nobody raised on purpose."""
    return isinstance(outcome, Raised) and outcome.types[0] in ACCIDENTS


def telling(kind: Iterable[Types], others: Iterable[Types]) -> Types:
    """The types that all errors of one kind have, and none of the other kinds has."""
    examples = list(kind)
    common = frozenset.intersection(*examples) if examples else frozenset()
    return common - frozenset().union(*others)


def package_of(name: str) -> str:
    """The top-level package of a qualified name."""
    return name.split(".")[0]
