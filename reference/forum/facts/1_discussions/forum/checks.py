"""What may be said at all."""

import re
from dataclasses import dataclass

from forum.errors import Malformed

MEMBER = re.compile(r"[a-z0-9]{1,20}")
VOTES = ("up", "down")


@dataclass(frozen=True)
class Limits:
    """What the house takes. Raises Malformed for all else."""

    title: int
    text: int
    names: re.Pattern = MEMBER
    reactions: tuple = VOTES

    def name(self, person):
        _demand(isinstance(person, str) and self.names.fullmatch(person), "a name")

    def discussion(self, person, title, text):
        self.name(person)
        _demand(_fits(title, self.title), "a title")
        _demand(_fits(text, self.text), "a text")

    def words(self, person, text):
        self.name(person)
        _demand(_fits(text, self.text), "a text")

    def reaction(self, person, reaction):
        self.name(person)
        _demand(reaction in self.reactions, "a reaction")

    def count(self, count):
        _demand(count is not None and count >= 0, "a count")


def _fits(text, limit):
    return isinstance(text, str) and 1 <= len(text) <= limit


def _demand(holds, what):
    if not holds:
        raise Malformed(f"that is not {what}")
