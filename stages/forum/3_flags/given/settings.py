"""The forum's limits and its moderators. Given by the kata: read it, do not edit it."""

TITLE_LIMIT = 80
"""Characters of a title."""

TEXT_LIMIT = 2000
"""Characters of a text."""

MODERATORS = ["frida", "omar"]
"""The names of those whose single flag is enough."""
