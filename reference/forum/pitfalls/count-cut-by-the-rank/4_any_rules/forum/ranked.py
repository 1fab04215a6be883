"""An order of reading in front of a forum."""


class Ranked:
    """A forum whose comments and digest come with the highest rank first, equal ones oldest first."""

    def __init__(self, forum, rank) -> None:
        self._forum, self._rank = forum, rank
        self._discussions: list[str] = []

    def item(self, key):
        return self._forum.item(key)

    def post(self, person, title, text) -> str:
        made = self._forum.post(person, title, text)
        self._discussions.append(made)
        return made

    def comment(self, person, item, text) -> str:
        return self._forum.comment(person, item, text)

    def react(self, person, item, reaction) -> None:
        self._forum.react(person, item, reaction)

    def standing(self, person) -> int:
        return self._forum.standing(person)

    def digest(self, reader, count) -> list[str]:
        shown = set(self._forum.digest(reader, len(self._discussions)))
        tops = [self._forum.page(key, reader)[0] for key in self._discussions if key in shown]
        return [row["id"] for row in sorted(tops, key=self._key, reverse=True)][:count]

    def page(self, discussion, reader) -> list[dict]:
        rows = self._forum.page(discussion, reader)
        below = _places_below(rows)
        ordered, waiting = [], [0]
        while waiting:
            place = waiting.pop()
            ordered.append(rows[place])
            siblings = sorted(below[place], key=lambda each: self._key(rows[each]), reverse=True)
            waiting.extend(reversed(siblings))
        return ordered

    def _key(self, row: dict) -> float:
        return self._rank.rank(dict(row))


def _places_below(rows: list[dict]) -> list[list[int]]:
    """For each row the places of those that stand right below it."""
    below: list[list[int]] = [[] for _ in rows]
    above: list[int] = []
    for place, row in enumerate(rows):
        del above[row["depth"] :]
        if above:
            below[above[-1]].append(place)
        above.append(place)
    return below
