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


class FlagsOfMade(Flags):
    """Flags of a made forum, with what they hide."""

    out_of_sight: set[str] = set()

    def hides(self, key: str) -> bool:
        return key in self.out_of_sight

    def react(self, person, item, reaction) -> None:
        super().react(person, item, reaction)
        self.out_of_sight.update(self._hidden)


class Maker:
    """Makes forums that share nothing."""

    def __init__(self, arguments, moderators) -> None:
        self._arguments, self._moderators = arguments, moderators

    def __call__(self, rules, weigh, rank) -> Ruled:
        flags = FlagsOfMade(Forum(self._arguments, Weighted(weigh.weight)), self._moderators)
        own = [MembersWrite(), NotHidden(flags)]
        return Ruled(Ranked(flags, rank), self._arguments, [*own, *map(HandedIn, rules)])
