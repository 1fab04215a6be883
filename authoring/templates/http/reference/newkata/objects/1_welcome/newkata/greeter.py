"""A right design, stage by stage: here what the first stage adds to the starter."""


class Greeter:
    """Shows the words of the house on a screen."""

    def __init__(self, screen) -> None:
        self._screen = screen

    def welcome(self, name: str) -> None:
        """Welcomes a guest."""
        self._screen.show(f"Welcome, {name}.")
