"""The profile page: what a member's writing is worth to the others."""

from forum import live


def standing(person: str) -> int:
    """The sum of the scores of all that this person wrote."""
    return live.standing(person)
