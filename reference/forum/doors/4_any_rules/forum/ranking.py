"""An order of reading."""


class Ranking:
    """A board that shows comments and discussions by rank. It notes what was posted, in order."""

    def __init__(self, board, rank):
        self._board, self._rank = board, rank
        self._posted = []

    def post(self, person, title, text):
        self._posted.append(self._board.post(person, title, text))
        return self._posted[-1]

    def comment(self, person, item, text):
        return self._board.comment(person, item, text)

    def react(self, person, item, reaction):
        self._board.react(person, item, reaction)

    def standing(self, person):
        return self._board.standing(person)

    def digest(self, reader, count):
        self._board.digest(reader, count)
        listed = self._board.digest(reader, len(self._posted))
        listed.sort(key=self._posted.index)
        listed.sort(key=lambda item: -self._rank.rank(self._board.page(item, reader)[0]))
        return listed[:count]

    def page(self, discussion, reader):
        levels = []
        for row in reversed(self._board.page(discussion, reader)):
            depth = row["depth"]
            levels += [[] for _ in range(depth + 2 - len(levels))]
            oldest_first = levels[depth + 1][::-1]
            below = sorted(oldest_first, key=lambda branch: -self._rank.rank(branch[0]))
            levels[depth].append([row, *below])
            levels[depth + 1] = []
        return list(_flat(levels[0][0]))


def _flat(branch):
    """The rows of a branch: itself, then the branches below it."""
    waiting = [branch]
    while waiting:
        row, *below = waiting.pop()
        yield row
        waiting.extend(reversed(below))
