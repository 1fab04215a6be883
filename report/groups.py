"""The groups of checks: the first word of a check's id says which one it belongs to."""

from __future__ import annotations

import msgspec


class Group(msgspec.Struct, frozen=True):
    """`name` begins the ids; `hard` groups make up the two hard rules, in force from the second stage on."""

    name: str
    title: str
    hard: bool = False


GROUPS = (
    Group("clients", "Clients", hard=True),
    Group("open-closed", "Open for extension, closed for change", hard=True),
    Group("duplication", "Duplication", hard=True),
    Group("behaviour", "Behaviour"),
    Group("design", "Design"),
    Group("regression", "What earlier stages asked for"),
)
"""In the order of a page."""

TITLES = {group.name: group.title for group in GROUPS}
ORDER = tuple(TITLES)
HARD = ", ".join(f"`{group.name}.`" for group in GROUPS if group.hard)

BEHAVIOUR = "behaviour."
"""Begins the ids of what is seen by running the code."""

_HARD = tuple(f"{group.name}." for group in GROUPS if group.hard)


def is_hard(check_id: str) -> bool:
    """Whether the check belongs to a hard rule; one of an earlier stage, with a number in front, does not."""
    return check_id.startswith(_HARD)
