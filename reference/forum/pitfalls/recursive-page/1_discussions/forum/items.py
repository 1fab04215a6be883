"""Discussions and comments."""

from collections.abc import Iterator


class Item:
    """A discussion (depth 0) or a comment, with what was said below it and the votes on it."""

    def __init__(self, key: str, by: str, title: str, text: str, depth: int) -> None:
        self.id, self.by, self.title, self.text, self.depth = key, by, title, text, depth
        self.answers: list[Item] = []
        self.votes: dict[str, str] = {}

    def thread(self) -> Iterator["Item"]:
        """This item and all that stands below it, in reading order."""
        yield self
        for answer in self.answers:
            yield from answer.thread()
