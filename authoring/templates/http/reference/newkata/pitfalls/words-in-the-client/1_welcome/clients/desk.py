"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import screen


def welcome(name: str) -> None:
    """Shows a guest the welcome."""
    screen.show(f"Welcome, {name}.")
