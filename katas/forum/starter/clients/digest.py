"""The digest: a mail with the best discussions."""


def digest(reader: str | None, count: int) -> list[str]:
    """The ids of the best discussions, `count` of them at most."""
    raise NotImplementedError
