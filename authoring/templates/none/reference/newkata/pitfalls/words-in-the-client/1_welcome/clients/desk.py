"""A client: a program that uses the module. Its functions are what hidden tests call."""


def welcome(name: str) -> str:
    """What the guest hears."""
    return f"Welcome, {name}."
