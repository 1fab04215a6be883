"""Visitors: they read and react like members, and do not write."""

import contextlib

from forum.board import NotFound
from forum.house import NOWHERE, NotAllowed


def is_visitor(person):
    return isinstance(person, str) and person.startswith("~")


class Guests:
    """A board that takes visitors: the board behind knows them by the names of members."""

    def __init__(self, board):
        self._board = board

    def post(self, person, title, text):
        self._write(person, text)
        return self._board.post(person, title, text)

    def comment(self, person, item, text):
        self._write(person, text)
        return self._board.comment(person, item, text)

    def react(self, person, item, reaction):
        self._board.react(self._member(person), item, reaction)

    def page(self, discussion, reader):
        return self._board.page(discussion, self._member(reader))

    def digest(self, reader, count):
        return self._board.digest(self._member(reader), count)

    def standing(self, person):
        standing = self._board.standing(self._member(person))
        return 0 if is_visitor(person) else standing

    def _write(self, person, text):
        if is_visitor(person):
            with contextlib.suppress(NotFound):
                self._board.comment(self._member(person), NOWHERE, text)  # raises what is bad input
            raise NotAllowed("visitors do not write")

    @staticmethod
    def _member(person):
        return person[1:] if is_visitor(person) else person
