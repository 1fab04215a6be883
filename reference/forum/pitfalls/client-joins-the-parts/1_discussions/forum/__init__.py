"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum import checks, figures
from forum.desks import Desk

facts = []
limits = checks.Limits(settings.TITLE_LIMIT, settings.TEXT_LIMIT)
known = figures.Figures(facts)
desk = Desk(facts, limits, known, time.monotonic)
