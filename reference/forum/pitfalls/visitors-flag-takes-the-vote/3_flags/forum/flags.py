"""Flags in front of a forum: what is flagged often enough is out of sight."""

from collections import defaultdict
from collections.abc import Collection

ENOUGH = 3
"""Persons whose flags hide an item."""


class Flags:
    """A forum with the reaction `flag`. What is hidden counts for nobody and is shown to few."""

    def __init__(self, forum, moderators: Collection[str]) -> None:
        self._forum, self._moderators = forum, moderators
        self._flags: dict[str, set[str]] = defaultdict(set)
        self._hidden: set[str] = set()

    def hides(self, key: str) -> bool:
        return key in self._hidden

    def item(self, key):
        return self._forum.item(key)

    def post(self, person, title, text) -> str:
        return self._forum.post(person, title, text)

    def comment(self, person, item, text) -> str:
        return self._forum.comment(person, item, text)

    def react(self, person, item, reaction) -> None:
        if reaction != "flag":
            self._forum.react(person, item, reaction)
            return
        self._flags[item].add(person)
        if person.startswith("~"):
            self.item(item).votes.pop(person, None)
        if person in self._moderators or len(self._flags[item]) >= ENOUGH:
            self._hidden.add(item)

    def page(self, discussion, reader) -> list[dict]:
        return [self._seen(row, reader) for row in self._forum.page(discussion, reader)]

    def digest(self, reader, count) -> list[str]:
        self._forum.digest(reader, count)  # refuses what is not a count
        ids = self._forum.digest(reader, count + len(self._hidden))
        return [key for key in ids if not self.hides(key)][:count]

    def standing(self, person) -> int:
        hidden = [key for key in self._hidden if self.item(key).by == person]
        return self._forum.standing(person) - sum(self._forum.score(key) for key in hidden)

    def _seen(self, row: dict, reader) -> dict:
        if not self.hides(row["id"]) or reader == row["by"] or reader in self._moderators:
            return row
        title = "" if row["depth"] else "[hidden]"
        return {**row, "by": "", "title": title, "text": "[hidden]", "score": 0}


class NotHidden:
    """A rule: a hidden item takes neither reactions nor comments."""

    def __init__(self, flags: Flags) -> None:
        self._flags = flags

    def refuses(self, act) -> str | None:
        if act.item is not None and self._flags.hides(act.item):
            return "the item is hidden"
        return None
