"""A curtain before what was flagged."""

from forum.house import NotAllowed


class Curtain:
    """A board with flags. It notes who flagged what; three persons or one moderator hide an item for good."""

    def __init__(self, board, moderators):
        self._board, self._moderators = board, moderators
        self._flags = {}

    def post(self, person, title, text):
        return self._board.post(person, title, text)

    def comment(self, person, item, text):
        self._refuse_hidden(item)
        return self._board.comment(person, item, text)

    def react(self, person, item, reaction):
        self._refuse_hidden(item)
        # The board behind checks the rest of a flag as that of a vote. What it counts is shown by nobody.
        self._board.react(person, item, "up" if reaction == "flag" else reaction)
        if reaction == "flag":
            self._flags.setdefault(item, set()).add(person)

    def page(self, discussion, reader):
        return [self._shown(row, reader) for row in self._board.page(discussion, reader)]

    def digest(self, reader, count):
        self._board.digest(reader, count)
        hidden = sum(map(self._hidden, self._flags))
        return [item for item in self._board.digest(reader, count + hidden) if not self._hidden(item)][:count]

    def standing(self, person):
        return self._board.standing(person)

    def _hidden(self, item):
        flags = self._flags.get(item, set())
        return len(flags) >= 3 or not flags.isdisjoint(self._moderators)

    def _refuse_hidden(self, item):
        if self._hidden(item):
            raise NotAllowed("the item is hidden")

    def _shown(self, row, reader):
        if not self._hidden(row["id"]) or reader in (row["by"], *self._moderators):
            return row
        return {**row, "by": "", "text": "[hidden]", "score": 0, "title": row["title"] and "[hidden]"}
