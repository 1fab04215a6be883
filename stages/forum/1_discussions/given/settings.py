"""The forum's limits. Given by the kata: read it, do not edit it."""

TITLE_LIMIT = 80
"""Characters of a title."""

TEXT_LIMIT = 2000
"""Characters of a text."""
