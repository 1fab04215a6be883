"""The composition root: the one place where the module's objects are built and joined."""

import time
from functools import partial

import settings

from forum.board import Board
from forum.curtain import Curtain
from forum.guests import Guests
from forum.house import House
from forum.making import make
from forum.scales import Half, Scales

new_board = partial(Board, settings.TITLE_LIMIT, settings.TEXT_LIMIT)
board = Guests(Board(settings.TITLE_LIMIT, settings.TEXT_LIMIT))
live = House(Scales(Curtain(board, settings.MODERATORS), Half()), time.time)
make_forum = partial(make, new_board, settings.MODERATORS)
