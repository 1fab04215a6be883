"""A right design, stage by stage: here what the first stage adds to the starter."""


class Greeter:
    """Knows the words of the house."""

    def welcome(self, name: str) -> str:
        """The words for a guest."""
        return f"Welcome, {name}."
