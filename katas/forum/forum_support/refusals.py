"""Calls that are refused, in a forum of any kind: bad input, and what is not there."""

from __future__ import annotations

from typing import Any

from forum_support.house import NOWHERE

BAD_NAMES = ("", "a" * 21, "Ann", "ann smith", "ann!", "ann\n", "änn", "٣", None)
BAD_TITLES = ("", "t" * 81, "t" * 300, None)
BAD_TEXTS = ("", "x" * 2001, "x" * 9000, None)
BAD_REACTIONS = ("", "UP", "sideways", "up ", None)
Call = tuple[Any, ...]


def bad_calls(item: str) -> list[Call]:
    """A call for each way in which one argument is bad; the rest is good."""
    return [
        *(("post", name, "Title", "Text") for name in BAD_NAMES),
        *(("comment", name, item, "Text") for name in BAD_NAMES),
        *(("react", name, item, "up") for name in BAD_NAMES),
        *(("standing", name) for name in BAD_NAMES),
        *(("page", item, name) for name in BAD_NAMES if name is not None),
        *(("post", "ann", title, "Text") for title in BAD_TITLES),
        *(("post", "ann", "Title", text) for text in BAD_TEXTS),
        *(("comment", "ann", item, text) for text in BAD_TEXTS),
        *(("react", "ann", item, reaction) for reaction in BAD_REACTIONS),
        *(("digest", None, count) for count in (-1, -7, None)),
    ]


def missing_calls(comment: str) -> list[Call]:
    """A call for each way in which an item is not there."""
    return [
        ("comment", "ann", NOWHERE, "Text"),
        ("react", "ann", NOWHERE, "up"),
        ("page", NOWHERE, None),
        ("page", NOWHERE, "ann"),
        ("page", comment, None),
        ("comment", "ann", "", "Text"),
        ("react", "ann", "1.1.1", "up"),
    ]
