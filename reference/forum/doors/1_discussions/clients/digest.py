"""The digest: a mail with the best discussions."""

from forum import live


def digest(reader: str | None, count: int) -> list[str]:
    """The ids of the best discussions, `count` of them at most."""
    return live.digest(reader, count)
