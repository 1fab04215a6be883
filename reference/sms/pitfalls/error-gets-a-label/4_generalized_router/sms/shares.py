"""Another way to choose: at random, by percentages."""

import math
import random
from collections.abc import Callable, Iterable

from sms.router import Router
from sms.sender import Sender

WHOLE = 100  # per cent
TOLERANCE = 1e-6  # per cent: seven times 100 / 7 is not quite 100


def make_router(splits: Iterable[tuple[Sender, float]]) -> Router:
    """A router that gives each provider its percentage of the messages."""
    return Router(Relayed(Shares(splits)))


class Relayed:
    """Chooses as `choose` does; what a chosen sender raises says that it came through a router."""

    def __init__(self, choose: Callable[[], Sender]) -> None:
        self._choose = choose

    def __call__(self) -> Sender:
        self._chosen = self._choose()
        return self

    def send_sms(self, phone_number: str, message: str) -> None:
        try:
            self._chosen.send_sms(phone_number, message)
        except Exception as error:
            error.args = ("on the way through a router", *error.args)
            raise


class Shares:
    """Gives each sender as often as its percentage says. The percentages add up to 100."""

    def __init__(self, splits: Iterable[tuple[Sender, float]]) -> None:
        chosen = [(sender, checked_percentage(percentage)) for sender, percentage in splits]
        self._senders = [sender for sender, percentage in chosen if percentage]
        self._percentages = [percentage for _, percentage in chosen if percentage]
        total = math.fsum(self._percentages)
        if abs(total - WHOLE) > TOLERANCE:
            raise ValueError(f"percentages add up to 100, and these to {total}")

    def __call__(self) -> Sender:
        return random.choices(self._senders, self._percentages)[0]


def checked_percentage(percentage: float) -> float:
    """`percentage` itself, when it is between 0 and 100."""
    if not 0 <= percentage <= WHOLE:
        raise ValueError(f"a percentage is between 0 and 100, and this is {percentage}")
    return percentage
