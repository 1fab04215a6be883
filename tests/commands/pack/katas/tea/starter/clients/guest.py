"""A guest."""


def ask(name):
    """The tea for this guest."""
    raise NotImplementedError
