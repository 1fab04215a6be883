"""The composition root: the one place where the module's objects are built and joined."""

import time

import settings

from forum.arguments import Arguments
from forum.discussions import Forum
from forum.house_rules import FiveAMinute, NotOnesOwn, StandingForDown
from forum.ruled import Ruled
from forum.scores import ups_minus_downs

arguments = Arguments("[a-z0-9]{1,20}", ("up", "down"), settings.TITLE_LIMIT, settings.TEXT_LIMIT)
house_rules = [NotOnesOwn(), StandingForDown(3), FiveAMinute(time.monotonic)]
live = Ruled(Forum(arguments, ups_minus_downs), arguments, house_rules)
