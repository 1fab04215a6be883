"""The rules of the house, as a door in front of a board."""

import contextlib

from forum.board import NotFound

NOWHERE = ""
"""An id that no item has: a call with it changes nothing, and says what is wrong with the rest."""


class NotAllowed(PermissionError):
    """A rule of the house refuses it."""


class House:
    """A board with house rules. It notes who wrote what, and when, as it passes through."""

    def __init__(self, board, clock):
        self._board, self._clock = board, clock
        self._authors = {}
        self._comments = {}

    def post(self, person, title, text):
        item = self._board.post(person, title, text)
        self._authors[item] = person
        return item

    def comment(self, person, item, text):
        with contextlib.suppress(NotFound):
            self._board.comment(person, NOWHERE, text)  # raises what is bad input
        now = self._clock()
        recent = [at for at in self._comments.get(person, []) if now - at < 60]
        if item in self._authors and len(recent) == 5:
            raise NotAllowed("at most 5 comments within 60 seconds")
        made = self._board.comment(person, item, text)
        self._authors[made] = person
        self._comments[person] = [*recent, now]
        return made

    def react(self, person, item, reaction):
        with contextlib.suppress(NotFound):
            self._board.react(person, NOWHERE, reaction)  # raises what is bad input
        if self._authors.get(item) == person:
            raise NotAllowed("nobody reacts to an item of their own")
        if item in self._authors and reaction == "down" and self._board.standing(person) < 3:
            raise NotAllowed("a down needs a standing of 3")
        self._board.react(person, item, reaction)

    def page(self, discussion, reader):
        return self._board.page(discussion, reader)

    def digest(self, reader, count):
        return self._board.digest(reader, count)

    def standing(self, person):
        return self._board.standing(person)
