"""The site: members write, react and read."""

import forum


def post(person: str, title: str, text: str) -> str:
    """Open a discussion. Returns its id."""
    return forum.desk.post(person, title, text)


def comment(person: str, item: str, text: str) -> str:
    """Write below a discussion or a comment. Returns the id of the new comment."""
    return forum.desk.comment(person, item, text)


def react(person: str, item: str, reaction: str) -> None:
    """Vote on a discussion or a comment."""
    forum.desk.react(person, item, reaction)


def page(discussion: str, reader: str | None) -> list[dict[str, object]]:
    """One dictionary a row: the discussion, then its comments in reading order."""
    return forum.desk.page(discussion, reader)
