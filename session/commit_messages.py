"""What commits in a trainee's repository say of what was handed in: a claim, read where marks are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

HANDED_IN = "Stage {} handed in: {}"
"""First line of the commit that closed a stage."""

AMENDMENT = "Amendment ({}): {}"
"""First line of the commit of an accepted amendment."""

_HANDED_IN = re.compile(r"Stage ([1-9][0-9]?) handed in: .*")
_AMENDMENT = re.compile(r"Amendment \((?:fix|refactoring)\): (.*)")


@dataclass(frozen=True)
class Closing:
    """The commit that closed a stage, and the commits that amended it, with their reasons, oldest first."""

    commit: str
    amendments: tuple[tuple[str, str], ...] = ()


def told_by(subjects: Sequence[tuple[str, str]]) -> dict[int, Closing]:
    """By stage, the last commit that says it was handed in; `subjects` are ids and first lines, newest first."""
    found: dict[int, Closing] = {}
    last = 0
    for identity, subject in reversed(subjects):
        if match := _HANDED_IN.fullmatch(subject):
            last = int(match[1])
            found[last] = Closing(identity)
        elif last and (match := _AMENDMENT.fullmatch(subject)):
            found[last] = replace(found[last], amendments=(*found[last].amendments, (identity, match[1])))
    return found
