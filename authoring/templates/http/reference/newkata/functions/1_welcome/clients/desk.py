"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import greet


def welcome(name: str) -> None:
    """Shows a guest the welcome."""
    greet(name)
