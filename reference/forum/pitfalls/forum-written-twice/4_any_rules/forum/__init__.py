"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum.arguments import Arguments
from forum.discussions import Forum
from forum.flags import Flags, NotHidden
from forum.house_rules import FiveAMinute, NotOnesOwn, StandingForDown
from forum.engine import Engines
from forum.ruled import Ruled
from forum.visitors import ANYBODY, MembersWrite, half_for_visitors
from forum.weights import Weighted

arguments = Arguments(ANYBODY, ("up", "down", "flag"), settings.TITLE_LIMIT, settings.TEXT_LIMIT)
flags = Flags(Forum(arguments, Weighted(half_for_visitors)), settings.MODERATORS)
house_rules = [
    MembersWrite(),
    NotHidden(flags),
    NotOnesOwn(),
    StandingForDown(3),
    FiveAMinute(time.monotonic),
]
live = Ruled(flags, arguments, house_rules)
make_forum = Engines(settings.TITLE_LIMIT, settings.TEXT_LIMIT, settings.MODERATORS)
