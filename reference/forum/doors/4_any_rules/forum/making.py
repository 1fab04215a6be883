"""Boards of other shops."""

from forum.curtain import Curtain
from forum.guests import Guests
from forum.lawful import Lawful
from forum.ranking import Ranking
from forum.scales import Scales


def make(new_board, moderators, rules, weigh, rank):
    """A board with these rules, weights and ranks; no two share anything."""
    weighed = Scales(Curtain(Guests(new_board()), moderators), weigh)
    return Lawful(Ranking(weighed, rank), rules, lambda: Guests(new_board()))
