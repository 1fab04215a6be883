"""A second right design in another style: it must pass as well, or a test knows too much."""


def first_words(name: str) -> str:
    """The words for a guest."""
    return f"Welcome, {name}."
