"""The digest: a mail with the best discussions."""

from forum import desk


def digest(reader: str | None, count: int) -> list[str]:
    """The ids of the best discussions, `count` of them at most."""
    return desk.digest(reader, count)
