"""Which piece of code turns a status into an error: seen where the error is raised, and read there."""

from __future__ import annotations

from collections.abc import Callable

from ...analysis.source import read
from ...analysis.statuses import tells_kinds_apart
from .pieces import Piece
from .subject import Outcome, Raised

SourceOf = Callable[[str], bytes]
"""The file of the submission at a path, as it was handed in; empty where there is none."""


def judging_piece(outcome: Outcome | None, source_of: SourceOf) -> Piece | None:
    """The file in which this error was raised, as a piece of code, if kinds of statuses are told apart there.

    None where nothing was raised, or where the file only raises what other code has judged.
    """
    if not isinstance(outcome, Raised) or not outcome.where:
        return None
    place = outcome.where[-1]
    tree = read(place.path, source_of(place.path)).tree
    if tree is None or not tells_kinds_apart(tree):
        return None
    return Piece((place.path, 0, ""), place)
