"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum import checks, figures
from forum.desks import Desk
from forum.flagging import FlaggingDesk, HiddenAreClosed
from forum.guarded import Guarded
from forum.rules import five_a_minute, not_ones_own, standing_for_down
from forum.visiting import ANYBODY, REACTIONS, halved, members_write

facts = []
limits = checks.Limits(settings.TITLE_LIMIT, settings.TEXT_LIMIT, ANYBODY, REACTIONS)
numbers = figures.Figures(facts, halved)
flagging = FlaggingDesk(
    Desk(facts, limits, numbers, time.monotonic), facts, numbers, settings.MODERATORS, time.monotonic
)
rules = [members_write, HiddenAreClosed(settings.MODERATORS), not_ones_own, standing_for_down, five_a_minute]
desk = Guarded(flagging, limits, facts, rules, time.monotonic)
