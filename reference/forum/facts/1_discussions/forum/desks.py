"""The desk: it writes down what happens, and looks up what was asked."""

from forum.errors import Unknown


class Desk:
    """Six calls over one list of facts."""

    def __init__(self, facts, limits, figures, clock):
        self._facts, self._limits, self._figures, self._clock = facts, limits, figures, clock

    def post(self, person, title, text):
        self._limits.discussion(person, title, text)
        return self._write(person, title, text, None)

    def comment(self, person, item, text):
        self._limits.words(person, text)
        self.find(item)
        return self._write(person, "", text, item)

    def react(self, person, item, reaction):
        self._limits.reaction(person, reaction)
        self.find(item)
        self._facts.append((self._clock(), "reacted", person, item, reaction))

    def page(self, discussion, reader):
        if reader is not None:
            self._limits.name(reader)
        if self.find(discussion)[3] is not None:
            raise Unknown(f"{discussion} is no discussion")
        return self._figures.rows(discussion)

    def digest(self, reader, count):
        self._limits.count(count)
        return self._figures.digest()[:count]

    def standing(self, person):
        self._limits.name(person)
        return self._figures.standing(person)

    def find(self, item):
        """(author, title, text, item above)"""
        written = self._figures.written()
        if item not in written:
            raise Unknown(f"nobody wrote {item!r}")
        return written[item]

    def _write(self, person, title, text, above):
        item = f"item-{len(self._facts)}"
        self._facts.append((self._clock(), "wrote", person, item, (title, text, above)))
        return item
