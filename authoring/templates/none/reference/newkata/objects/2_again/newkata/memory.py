"""New code of the second stage: an object around the old one."""


class Remembering:
    """Welcomes like another desk the first time, and remembers."""

    def __init__(self, desk) -> None:
        self._desk = desk
        self._seen: set[str] = set()

    def welcome(self, name: str) -> str:
        """The words for a guest who may have been here before."""
        if name in self._seen:
            return f"Welcome back, {name}."
        self._seen.add(name)
        return self._desk.welcome(name)
