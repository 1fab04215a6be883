"""What votes are worth."""

from collections.abc import Mapping


def ups_minus_downs(votes: Mapping[str, str]) -> int:
    """The score of an item with these votes: person -> reaction."""
    given = list(votes.values())
    return given.count("up") - given.count("down")
