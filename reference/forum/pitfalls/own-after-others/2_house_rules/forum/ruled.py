"""Rules in front of a forum."""

from forum.errors import ForumError


class NotAllowed(ForumError):
    """A rule refuses the act; the reason is in the message."""


class Act:
    """What a person wants to do. `item` and `author` are None for a post, `reaction` for all but a reaction."""

    def __init__(self, forum, do, person, item=None, reaction=None) -> None:
        self._forum = forum
        self.do, self.person, self.item, self.reaction = do, person, item, reaction
        self.author = None if item is None else forum.item(item).by
        self.voted = item is not None and bool(forum.item(item).votes)

    @property
    def standing(self) -> int:
        """The person's, at this moment."""
        return self._forum.standing(self.person)


class Ruled:
    """A forum whose acts are refused by the first rule that gives a reason, before anything changes."""

    def __init__(self, forum, arguments, rules) -> None:
        self._forum, self._arguments, self._rules = forum, arguments, rules

    def post(self, person, title, text) -> str:
        self._arguments.post(person, title, text)
        self._ask(Act(self._forum, "post", person))
        return self._forum.post(person, title, text)

    def comment(self, person, item, text) -> str:
        self._arguments.comment(person, text)
        self._ask(Act(self._forum, "comment", person, item))
        return self._forum.comment(person, item, text)

    def react(self, person, item, reaction) -> None:
        self._arguments.reaction(person, reaction)
        self._ask(Act(self._forum, "react", person, item, reaction))
        self._forum.react(person, item, reaction)

    def page(self, discussion, reader) -> list[dict]:
        return self._forum.page(discussion, reader)

    def digest(self, reader, count) -> list[str]:
        return self._forum.digest(reader, count)

    def standing(self, person) -> int:
        return self._forum.standing(person)

    def _ask(self, act: Act) -> None:
        for rule in self._rules:
            reason = rule.refuses(act)
            if reason is not None:
                raise NotAllowed(reason)
