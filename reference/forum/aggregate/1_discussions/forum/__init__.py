"""The composition root: the one place where the module's objects are built and joined."""

import settings

from forum.arguments import Arguments
from forum.discussions import Forum
from forum.scores import ups_minus_downs

arguments = Arguments("[a-z0-9]{1,20}", ("up", "down"), settings.TITLE_LIMIT, settings.TEXT_LIMIT)
live = Forum(arguments, ups_minus_downs)
