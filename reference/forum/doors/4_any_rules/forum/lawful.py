"""Rules that come from outside."""

import contextlib

from forum.board import NotFound
from forum.house import NOWHERE, NotAllowed


class Lawful:
    """A board in front of which rules are asked, in order, before anything changes."""

    def __init__(self, board, rules, empty_board):
        self._board, self._rules, self._empty_board = board, tuple(rules), empty_board
        self._writers = {}

    def post(self, person, title, text):
        self._empty_board().post(person, title, text)  # raises what is bad input
        self._ask("post", person)
        return self._noted(self._board.post(person, title, text), person)

    def comment(self, person, item, text):
        with contextlib.suppress(NotFound):
            self._board.comment(person, NOWHERE, text)  # raises what is bad input
        self._ask("comment", person, item)
        return self._noted(self._board.comment(person, item, text), person)

    def react(self, person, item, reaction):
        with contextlib.suppress(NotFound):
            self._board.react(person, NOWHERE, reaction)  # raises what is bad input
        self._ask("react", person, item, reaction)
        if reaction == "flag" and self._writers.get(item) == person:
            raise NotAllowed("nobody flags an item of their own")
        self._board.react(person, item, reaction)

    def page(self, discussion, reader):
        return self._board.page(discussion, reader)

    def digest(self, reader, count):
        return self._board.digest(reader, count)

    def standing(self, person):
        return self._board.standing(person)

    def _noted(self, item, person):
        self._writers[item] = person
        return item

    def _ask(self, do, person, item=None, reaction=None):
        if item is not None and item not in self._writers:
            return  # the board behind says that there is no such item
        act = {"do": do, "person": person, "item": item, "author": self._writers.get(item)}
        act |= {"reaction": reaction, "standing": self.standing(person)}
        for rule in self._rules:
            reason = rule.refuses(dict(act))
            if reason is not None:
                raise NotAllowed(reason)
