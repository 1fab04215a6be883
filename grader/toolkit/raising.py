"""Which piece of code decided that something is an error: seen where the error is raised, and read there."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...analysis.source import read
from .pieces import Piece
from .subject import Outcome, Raised

SourceOf = Callable[[str], bytes]
"""The file of the submission at a path, as it was handed in; empty where there is none."""

Knows = Callable[[ast.Module], bool]
"""Whether a file holds the knowledge that is asked for, such as what statuses mean."""


def raising_piece(outcome: Outcome | None, source_of: SourceOf, knows: Knows) -> Piece | None:
    """The file in which this error was raised, as a piece of code, if the knowledge for it stands there.

    None where nothing was raised, or where the file only raises what other code has decided.
    """
    if not isinstance(outcome, Raised) or not outcome.where:
        return None
    place = outcome.where[-1]
    tree = read(place.path, source_of(place.path)).tree
    return Piece((place.path, 0, ""), place) if tree is not None and knows(tree) else None


def writes_number(*numbers: int) -> Knows:
    """Whether one of these numbers is written in a file."""

    def writes(tree: ast.Module) -> bool:
        return any(
            isinstance(node, ast.Constant) and type(node.value) is int and node.value in numbers
            for node in ast.walk(tree)
        )

    return writes
