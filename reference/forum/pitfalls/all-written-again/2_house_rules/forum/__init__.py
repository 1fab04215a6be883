"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum.board import Board
from forum.house import House

live = House(Board(settings.TITLE_LIMIT, settings.TEXT_LIMIT), time.time)
