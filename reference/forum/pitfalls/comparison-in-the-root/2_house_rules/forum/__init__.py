"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum import checks, figures
from forum.desks import Desk
from forum.guarded import Guarded
from forum.rules import down_needs, five_a_minute, not_ones_own

facts = []
limits = checks.Limits(settings.TITLE_LIMIT, settings.TEXT_LIMIT)
open_desk = Desk(facts, limits, figures.Figures(facts), time.monotonic)
rules = [not_ones_own, down_needs((3).__le__), five_a_minute]
desk = Guarded(open_desk, limits, facts, rules, time.monotonic)
