"""The profile page: what a member's writing is worth to the others."""

from forum import arguments
from forum.discussions import Forum
from forum.scores import ups_minus_downs

live = Forum(arguments, ups_minus_downs)


def standing(person: str) -> int:
    """The sum of the scores of all that this person wrote."""
    return live.standing(person)
