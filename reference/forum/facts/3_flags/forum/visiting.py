"""Visitors, whose names begin with a tilde."""

import re

from forum.figures import plain

ANYBODY = re.compile(r"~?[a-z0-9]{1,20}")
REACTIONS = ("up", "down", "flag")


def halved(person, vote):
    """A visitor's vote weighs one half."""
    return plain(person, vote) / (2 if person[0] == "~" else 1)


def members_write(facts, now, act):
    return "visitors do not write" if act["do"] != "react" and act["person"][0] == "~" else None
