"""A desk that asks rules first."""

from forum.errors import Refused


class Forbidden(Refused):
    """A rule says why not."""


class Guarded:
    """A rule is a function of the facts and of an act; it gives a reason, or None."""

    def __init__(self, desk, limits, facts, rules, clock):
        self._desk, self._limits, self._facts, self._rules, self._clock = desk, limits, facts, rules, clock

    def post(self, person, title, text):
        self._limits.discussion(person, title, text)
        self._ask("post", person)
        return self._desk.post(person, title, text)

    def comment(self, person, item, text):
        self._limits.words(person, text)
        self._ask("comment", person, item)
        return self._desk.comment(person, item, text)

    def react(self, person, item, reaction):
        self._limits.reaction(person, reaction)
        self._ask("react", person, item, reaction)
        self._desk.react(person, item, reaction)

    def page(self, discussion, reader):
        return self._desk.page(discussion, reader)

    def digest(self, reader, count):
        return self._desk.digest(reader, count)

    def standing(self, person):
        return self._desk.standing(person)

    def find(self, item):
        return self._desk.find(item)

    def _ask(self, do, person, item=None, reaction=None):
        author = None if item is None else self.find(item)[0]
        act = {"do": do, "person": person, "item": item, "author": author, "reaction": reaction}
        act["standing"] = self.standing(person)
        for rule in self._rules:
            reason = rule(self._facts, self._clock(), act)
            if reason is not None:
                raise Forbidden(reason)
