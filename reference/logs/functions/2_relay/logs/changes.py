"""Sinks that get another text."""

import re
from collections.abc import Callable

from logs.sinks import Entry, Write

DIGITS = re.compile("[0-9]+")
CARD = range(13, 17)


def rewritten(change: Callable[[str], str], write: Write) -> Write:
    """Each message is changed on its way."""
    return lambda entries: write([changed(change, entry) for entry in entries])


def changed(change: Callable[[str], str], entry: Entry) -> Entry:
    return entry | {"message": change(entry["message"])}


def without_cards(text: str) -> str:
    """Of each run of digits that may be a card's, the last four."""
    return DIGITS.sub(lambda run: f"****{run[0][-4:]}" if len(run[0]) in CARD else run[0], text)
