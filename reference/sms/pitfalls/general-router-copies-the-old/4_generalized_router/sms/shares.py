"""Shares messages out by percentages."""

import math
import random
from collections.abc import Iterable

from sms.provider import Provider

ROUNDING = 1e-6  # per cent that fractions may lack


class ShareRouter(Provider):
    """Draws a provider for each message, with the shares that were given in per cent."""

    def __init__(self, shares: Iterable[tuple[Provider, float]]) -> None:
        self._shares = [(provider, self._checked(share)) for provider, share in shares]
        if not math.isclose(sum(share for _, share in self._shares), 100, rel_tol=0, abs_tol=ROUNDING):
            raise ValueError("the shares do not add up to 100 per cent")
        self._dice = random.Random()

    def send_sms(self, phone_number: str, message: str) -> None:
        self._draw().send_sms(phone_number, message)

    def _draw(self) -> Provider:
        *first, (last, _) = [(provider, share) for provider, share in self._shares if share > 0]
        left = self._dice.uniform(0, 100)
        for provider, share in first:
            left -= share
            if left < 0:
                return provider
        return last

    @staticmethod
    def _checked(share: float) -> float:
        if share < 0 or share > 100 or math.isnan(share):
            raise ValueError(f"{share} is no share in per cent")
        return share
