"""A client: a program that uses the module. Its functions are what hidden tests call."""

from newkata import desk, seen


def welcome(name: str) -> str:
    """What the guest hears."""
    known = name in seen
    seen.add(name)
    return desk.welcome(name, known)
