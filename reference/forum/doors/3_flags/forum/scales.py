"""Votes that weigh."""

import math


class Half:
    """What votes weigh in the live forum: those of visitors one half."""

    def weight(self, person, reaction):
        whole = {"up": 1, "down": -1}[reaction]
        return whole / 2 if person.startswith("~") else whole


class Scales:
    """A board whose scores are sums of weights. It keeps the votes itself; rows without an author count nothing."""

    def __init__(self, board, weigh):
        self._board, self._weigh = board, weigh
        self._votes = {}
        self._discussions = []

    def post(self, person, title, text):
        item = self._board.post(person, title, text)
        self._discussions.append(item)
        return item

    def comment(self, person, item, text):
        return self._board.comment(person, item, text)

    def react(self, person, item, reaction):
        self._board.react(person, item, reaction)
        if reaction != "flag":
            self._votes.setdefault(item, {})[person] = reaction

    def page(self, discussion, reader):
        return [self._weighed(row) for row in self._board.page(discussion, reader)]

    def digest(self, reader, count):
        self._board.digest(reader, count)
        shown = set(self._board.digest(reader, len(self._discussions)))
        tops = [self.page(item, reader)[0] for item in self._discussions if item in shown]
        return [row["id"] for row in sorted(tops, key=lambda row: -row["score"])][:count]

    def standing(self, person):
        self._board.standing(person)
        rows = [row for discussion in self._discussions for row in self.page(discussion, None)]
        return sum(row["score"] for row in rows if row["by"] == person)

    def _weighed(self, row):
        if not row["by"]:
            return row
        votes = self._votes.get(row["id"], {})
        return {**row, "score": math.trunc(sum(self._weigh.weight(*vote) for vote in votes.items()))}
