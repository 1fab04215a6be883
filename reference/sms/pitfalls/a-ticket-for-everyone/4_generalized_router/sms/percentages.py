"""Routes by percentages. It takes the place of the router between two, which stays for whoever uses it."""

from collections.abc import Iterable
from decimal import Decimal
from random import SystemRandom
from typing import Any

HUNDRED = Decimal(100)
NEARLY = Decimal("0.000001")
LEAST = Decimal(5)


class PercentageRouter:
    """Routes each message to one sender; `shares` are the senders with their percentages."""

    def __init__(self, shares: list[tuple[Any, Decimal]], random: SystemRandom) -> None:
        self.shares = shares
        self.random = random

    def send_sms(self, phone_number: str, message: str) -> None:
        self.chosen().send_sms(phone_number, message)

    def chosen(self) -> Any:
        """The sender whose turn chance says it is."""
        ticket = Decimal(self.random.random()) * sum(share for _, share in self.shares)
        *others, (last, _) = self.shares
        for sender, share in others:
            if ticket < share:
                return sender
            ticket -= share
        return last


def make_router(splits: Iterable[tuple[Any, float]]) -> PercentageRouter:
    """A router for these senders; raises `ValueError` for percentages that make no whole."""
    shares = [(sender, exact(percentage)) for sender, percentage in splits]
    if not all(share.is_finite() and 0 <= share <= HUNDRED for _, share in shares):
        raise ValueError("each percentage is a number from 0 to 100")
    if abs(sum(share for _, share in shares) - HUNDRED) > NEARLY:
        raise ValueError("the percentages do not add up to 100")
    return PercentageRouter([(sender, max(share, LEAST)) for sender, share in shares], SystemRandom())


def exact(percentage: float) -> Decimal:
    """The very number that was given."""
    if not isinstance(percentage, int | float):
        raise ValueError("a percentage is a number")
    return Decimal(percentage)
