"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum import checks, figures
from forum.desks import Desk

facts = []
desk = Desk(
    facts, checks.Limits(settings.TITLE_LIMIT, settings.TEXT_LIMIT), figures.Figures(facts), time.monotonic
)
