"""A client: a program that uses the module. Its functions are what hidden tests call."""


def welcome(name: str) -> None:
    """Shows a guest the welcome."""
    raise NotImplementedError
