"""Which arguments are good. Nothing is looked up here."""

import re

import settings

from forum.errors import BadInput


class Arguments:
    """Refuses names, texts, reactions and counts that are not as the house says."""

    def __init__(self, names: str, reactions: tuple[str, ...], title_limit: int, text_limit: int) -> None:
        self._names = re.compile(names)
        self._reactions = reactions
        self._title_limit, self._text_limit = title_limit, text_limit

    def post(self, person, title, text) -> None:
        self.person(person)
        self._length("title", title, settings.TITLE_LIMIT)
        self._length("text", text, self._text_limit)

    def comment(self, person, text) -> None:
        self.person(person)
        self._length("text", text, self._text_limit)

    def reaction(self, person, reaction) -> None:
        self.person(person)
        if reaction not in self._reactions:
            raise BadInput(f"{reaction!r} is not a reaction")

    def person(self, name) -> None:
        if not isinstance(name, str) or not self._names.fullmatch(name):
            raise BadInput(f"{name!r} is not a name")

    def reader(self, name) -> None:
        if name is not None:
            self.person(name)

    def count(self, count) -> None:
        if not isinstance(count, int) or count < 0:
            raise BadInput(f"{count!r} is not a count")

    @staticmethod
    def _length(what: str, value, limit: int) -> None:
        if not isinstance(value, str) or not 1 <= len(value) <= limit:
            raise BadInput(f"a {what} has 1 to {limit} characters")
