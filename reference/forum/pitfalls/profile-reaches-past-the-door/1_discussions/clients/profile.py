"""The profile page: what a member's writing is worth to the others."""

from forum import live


def standing(person: str) -> int:
    """The sum of the scores of all that this person wrote."""
    live.arguments.person(person)
    return sum(live.score(key) for key, item in live.items.items() if item.by == person)
