"""The spoiled file: a copy of the right design's, with one flaw."""


class Greeter:
    """Knows the words of the house."""

    def welcome(self, name: str, known: bool = False) -> str:
        """The words for a guest."""
        return f"Welcome back, {name}." if known else f"Welcome, {name}."
