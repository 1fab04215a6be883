"""New code of the second stage: an object around the old one."""


class Remembering:
    """Welcomes like another desk the first time, and remembers."""

    def __init__(self, desk, screen) -> None:
        self._desk = desk
        self._screen = screen
        self._seen: set[str] = set()

    def welcome(self, name: str) -> None:
        """Welcomes a guest who may have been here before."""
        if name in self._seen:
            self._screen.show(f"Welcome back, {name}.")
        else:
            self._desk.welcome(name)
            self._seen.add(name)
