"""A guest."""

from tea import pot


def ask(name):
    """The tea for this guest."""
    return pot.pour(name)
