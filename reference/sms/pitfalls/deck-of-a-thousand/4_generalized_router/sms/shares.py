"""Another way to choose: at random, by percentages."""

import math
import random
from collections.abc import Iterable

from sms.router import Router
from sms.sender import Sender

WHOLE = 100  # per cent
TOLERANCE = 1e-6  # per cent: seven times 100 / 7 is not quite 100


def make_router(splits: Iterable[tuple[Sender, float]]) -> Router:
    """A router that gives each provider its percentage of the messages."""
    return Router(Shares(splits))


class Shares:
    """Gives each sender as often as its percentage says. The percentages add up to 100."""

    def __init__(self, splits: Iterable[tuple[Sender, float]]) -> None:
        chosen = [(sender, checked_percentage(percentage)) for sender, percentage in splits]
        self._senders = [sender for sender, percentage in chosen if percentage]
        self._percentages = [percentage for _, percentage in chosen if percentage]
        total = math.fsum(self._percentages)
        if abs(total - WHOLE) > TOLERANCE:
            raise ValueError(f"percentages add up to 100, and these to {total}")
        self._deck = [
            sender
            for sender, percentage in zip(self._senders, self._percentages, strict=True)
            for _ in range(round(percentage * 10))
        ]

    def __call__(self) -> Sender:
        return random.choice(self._deck)


def checked_percentage(percentage: float) -> float:
    """`percentage` itself, when it is between 0 and 100."""
    if not 0 <= percentage <= WHOLE:
        raise ValueError(f"a percentage is between 0 and 100, and this is {percentage}")
    return percentage
