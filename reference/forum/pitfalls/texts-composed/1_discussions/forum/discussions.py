"""The forum: it holds the items, and every change of one passes here."""

import unicodedata
from collections.abc import Callable, Mapping

from forum.arguments import Arguments
from forum.errors import NotFound
from forum.items import Item


class Forum:
    """Discussions, votes, and what is derived from them. `score` says what the votes on an item are worth."""

    def __init__(self, arguments: Arguments, score: Callable[[Mapping[str, str]], int]) -> None:
        self._arguments, self._score = arguments, score
        self._items: dict[str, Item] = {}

    def item(self, key) -> Item:
        if key not in self._items:
            raise NotFound(f"there is no item {key!r}")
        return self._items[key]

    def score(self, key: str) -> int:
        return self._score(self.item(key).votes)

    def post(self, person, title, text) -> str:
        self._arguments.post(person, title, text)
        return self._keep(person, title, text, 0).id

    def comment(self, person, item, text) -> str:
        self._arguments.comment(person, text)
        above = self.item(item)
        made = self._keep(person, "", text, above.depth + 1)
        above.answers.append(made)
        return made.id

    def react(self, person, item, reaction) -> None:
        self._arguments.reaction(person, reaction)
        self.item(item).votes[person] = reaction

    def page(self, discussion, reader) -> list[dict]:
        self._arguments.reader(reader)
        top = self.item(discussion)
        if top.depth:
            raise NotFound(f"{discussion!r} is not a discussion")
        items = list(top.thread())
        below: dict[str, int] = {}
        for item in reversed(items):
            below[item.id] = sum(1 + below[answer.id] for answer in item.answers)
        return [self._row(item, below[item.id]) for item in items]

    def digest(self, reader, count) -> list[str]:
        self._arguments.count(count)
        discussions = [item.id for item in self._items.values() if not item.depth]
        return sorted(discussions, key=self.score, reverse=True)[:count]

    def standing(self, person) -> int:
        self._arguments.person(person)
        return sum(self.score(item.id) for item in self._items.values() if item.by == person)

    def _keep(self, person: str, title: str, text: str, depth: int) -> Item:
        item = Item(str(len(self._items) + 1), person, title, unicodedata.normalize("NFC", text), depth)
        self._items[item.id] = item
        return item

    def _row(self, item: Item, below: int) -> dict:
        return {
            "id": item.id,
            "by": item.by,
            "title": item.title,
            "text": item.text,
            "depth": item.depth,
            "score": self.score(item.id),
            "comments": below,
        }
