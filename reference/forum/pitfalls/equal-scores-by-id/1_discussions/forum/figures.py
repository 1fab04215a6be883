"""Figures: each is worked out from the list of facts, whenever it is asked for.

A fact is `(at, what, person, item, words)`: `words` are a pair of title and text and the item above for a `wrote`,
and the reaction for a `reacted`.
"""


def plain(person, vote):
    """Everybody's votes weigh the same."""
    return 1 if vote == "up" else -1


def by_score(rows):
    return sorted(rows, key=lambda row: (-row["score"], row["id"]))


def by_age(rows):
    return rows


class Figures:
    """What can be known from these facts. `best` orders the digest, `siblings` what stands below one item."""

    def __init__(self, facts, weight=plain, best=by_score, siblings=by_age):
        self._facts, self._weight, self._best, self._siblings = facts, weight, best, siblings

    def written(self):
        """item -> (author, title, text, item above), oldest first."""
        return {item: (person, *words) for _, what, person, item, words in self._facts if what == "wrote"}

    def votes(self):
        """item -> {person: vote}, the last vote of each."""
        votes = {}
        for _, what, person, item, reaction in self._facts:
            if what == "reacted":
                votes.setdefault(item, {})[person] = reaction
        return votes

    def scores(self):
        """item -> score, of all that was written."""
        votes = self.votes()
        return {item: self._score(votes.get(item, {})) for item in self.written()}

    def standing(self, person):
        scores = self.scores()
        return sum(scores[item] for item, (by, *_) in self.written().items() if by == person)

    def digest(self):
        """Discussions, the best first."""
        written = self.written()
        rows = [self.rows(item)[0] for item, (*_, above) in written.items() if above is None]
        return [row["id"] for row in self._best(rows)]

    def rows(self, discussion):
        """The thread of a discussion, in reading order."""
        written, scores, below = self.written(), self.scores(), {}
        for item, (*_, above) in written.items():
            below.setdefault(above, []).append(item)
        rows, waiting = {}, [(discussion, 0)]
        while waiting:
            item, depth = waiting.pop()
            by, title, text, _ = written[item]
            row = {"id": item, "by": by, "title": title, "text": text, "depth": depth}
            rows[item] = {**row, "score": scores[item], "comments": 0}
            waiting.extend((each, depth + 1) for each in below.get(item, ()))
        for item in reversed(rows):
            rows[item]["comments"] = sum(rows[each]["comments"] + 1 for each in below.get(item, ()))
        return self._in_order(rows, discussion, below)

    def _in_order(self, rows, discussion, below):
        ordered, waiting = [], [rows[discussion]]
        while waiting:
            ordered.append(waiting.pop())
            siblings = self._siblings([rows[each] for each in below.get(ordered[-1]["id"], ())])
            waiting.extend(reversed(siblings))
        return ordered

    def _score(self, votes):
        return int(sum(self._weight(person, vote) for person, vote in votes.items()))
