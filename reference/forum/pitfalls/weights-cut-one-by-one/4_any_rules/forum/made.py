"""Forums with rules, weights and an order that come from outside."""

from forum.discussions import Forum
from forum.flags import Flags, NotHidden
from forum.ranked import Ranked
from forum.ruled import Ruled
from forum.visitors import MembersWrite
from forum.weights import Weighted


class HandedIn:
    """A rule that takes an act as a dictionary."""

    def __init__(self, rule) -> None:
        self._rule = rule

    def refuses(self, act) -> str | None:
        keys = ("do", "person", "item", "author", "reaction", "standing")
        return self._rule.refuses({key: getattr(act, key) for key in keys})


class Maker:
    """Makes forums that share nothing."""

    def __init__(self, arguments, moderators) -> None:
        self._arguments, self._moderators = arguments, moderators

    def __call__(self, rules, weigh, rank) -> Ruled:
        whole = Weighted(lambda person, reaction: int(weigh.weight(person, reaction)))
        flags = Flags(Forum(self._arguments, whole), self._moderators)
        own = [MembersWrite(), NotHidden(flags)]
        return Ruled(Ranked(flags, rank), self._arguments, [*own, *map(HandedIn, rules)])
