"""People who read and have a say, and do not write."""

ANYBODY = "~?[a-z0-9]{1,20}"
"""A member's name or a visitor's."""


class MembersWrite:
    def refuses(self, act) -> str | None:
        if act.person.startswith("~") and act.do == "post":
            return "visitors do not write"
        return None


def half_for_visitors(person: str, reaction: str) -> float:
    """What a vote weighs in the live forum."""
    whole = 1 if reaction == "up" else -1
    return whole / 2 if person.startswith("~") else whole
