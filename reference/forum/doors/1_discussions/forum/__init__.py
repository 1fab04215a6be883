"""The composition root: the one place where the module's objects are built and joined."""

import settings

from forum.board import Board

live = Board(settings.TITLE_LIMIT, settings.TEXT_LIMIT)
