"""The spoiled file: a copy of the right design's, with one flaw."""


class Greeter:
    """Knows the words of the house."""

    def welcome(self, name: str) -> str:
        """The words for a guest."""
        return f"Welcome, {name.lower()}."
