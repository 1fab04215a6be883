"""Desks for other shops: facts of their own, and rules, weights and ranks from outside."""

from forum.desks import Desk
from forum.figures import Figures
from forum.flagging import FlaggingDesk, HiddenAreClosed
from forum.guarded import Guarded
from forum.visiting import members_write


def made(house, rules, weigh, rank):
    """A desk over a new list of facts. `house` are the limits, the moderators and the clock."""
    limits, moderators, clock = house
    facts = []

    def ranked(rows):
        return sorted(rows, key=lambda row: -rank.rank(dict(row)))

    figures = Figures(facts, weigh.weight, ranked, ranked)
    desk = FlaggingDesk(Desk(facts, limits, figures, clock), facts, figures, moderators, clock)
    first = [members_write, HiddenAreClosed(moderators)]
    return Guarded(desk, limits, facts, [*first, *map(_told, rules)], clock)


def _told(rule):
    """A handed rule as a function; it gets an act of its own."""
    return lambda facts, now, act: rule.refuses(dict(act))
