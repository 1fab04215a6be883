"""The spoiled file: a copy of the right design's, with one flaw."""

from settings import SCREEN_HOST, SCREEN_PORT, SECONDS

from newkata.screen import Screen


class Greeter:
    """Shows the words of the house on a screen."""

    def __init__(self, screen) -> None:
        self._screen = screen

    def welcome(self, name: str) -> None:
        """Welcomes a guest."""
        self._screen.show(f"Welcome, {name}.")


desk = Greeter(Screen(SCREEN_HOST, SCREEN_PORT, SECONDS))
