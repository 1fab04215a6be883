"""Flags are facts; what is hidden follows from them."""

ENOUGH = 3
SHOWN_INSTEAD = "[hidden]"


def hidden(facts, moderators):
    """The items that three persons or one moderator flagged."""
    flags = {}
    for _, what, person, item, _ in facts:
        if what == "flagged":
            flags.setdefault(item, set()).add(person)
    return {item for item, people in flags.items() if len(people) >= ENOUGH or people & set(moderators)}


class HiddenAreClosed:
    """A rule: nobody reacts to what is hidden, or comments on it."""

    def __init__(self, moderators):
        self._moderators = moderators

    def __call__(self, facts, now, act):
        return "that is hidden" if act["item"] in hidden(facts, self._moderators) else None


class FlaggingDesk:
    """A desk that takes flags, and shows what is hidden to its author and to moderators alone."""

    def __init__(self, desk, facts, figures, moderators, clock):
        self._desk, self._facts, self._figures = desk, facts, figures
        self._moderators, self._clock = moderators, clock

    def post(self, person, title, text):
        return self._desk.post(person, title, text)

    def comment(self, person, item, text):
        return self._desk.comment(person, item, text)

    def react(self, person, item, reaction):
        if reaction == "flag":
            self._facts.append((self._clock(), "flagged", person, item, None))
        else:
            self._desk.react(person, item, reaction)

    def page(self, discussion, reader):
        away = hidden(self._facts, self._moderators)
        rows = self._desk.page(discussion, reader)
        return [row if row["id"] not in away or self._may_see(row, reader) else _masked(row) for row in rows]

    def digest(self, reader, count):
        self._desk.digest(reader, count)
        away = hidden(self._facts, self._moderators)
        return [item for item in self._figures.digest() if item not in away][:count]

    def standing(self, person):
        standing, scores = self._desk.standing(person), self._figures.scores()
        away = hidden(self._facts, self._moderators)
        return standing - sum(scores[item] for item in away if self.find(item)[0] == person)

    def find(self, item):
        return self._desk.find(item)

    def _may_see(self, row, reader):
        return reader is not None and (reader == row["by"] or reader in self._moderators)


def _masked(row):
    title = SHOWN_INSTEAD if row["depth"] == 0 else ""
    return {**row, "by": "", "title": title, "text": SHOWN_INSTEAD, "score": 0}
