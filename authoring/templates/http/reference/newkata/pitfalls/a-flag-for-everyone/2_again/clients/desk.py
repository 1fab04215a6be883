"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import desk, seen


def welcome(name: str) -> None:
    """Shows a guest the welcome."""
    known = name in seen
    seen.add(name)
    desk.welcome(name, known)
