"""The site: members write, react and read."""


def post(person: str, title: str, text: str) -> str:
    """Open a discussion. Returns its id."""
    raise NotImplementedError


def comment(person: str, item: str, text: str) -> str:
    """Write below a discussion or a comment. Returns the id of the new comment."""
    raise NotImplementedError


def react(person: str, item: str, reaction: str) -> None:
    """Vote on a discussion or a comment."""
    raise NotImplementedError


def page(discussion: str, reader: str | None) -> list[dict[str, object]]:
    """One dictionary a row: the discussion, then its comments in reading order."""
    raise NotImplementedError
