"""The profile page: what a member's writing is worth to the others."""

from forum import known, limits
from forum.profiles import Profile


def standing(person: str) -> int:
    """The sum of the scores of all that this person wrote."""
    return Profile(person, limits, known).worth()
