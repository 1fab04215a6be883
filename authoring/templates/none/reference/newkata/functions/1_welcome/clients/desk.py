"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import greet


def welcome(name: str) -> str:
    """What the guest hears."""
    return greet(name)
