"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import desk


def welcome(name: str) -> None:
    """Shows a guest the welcome."""
    desk.welcome(name)
