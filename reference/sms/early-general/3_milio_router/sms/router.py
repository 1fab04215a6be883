"""Divides messages among providers."""

import math
import random
from collections.abc import Iterable

from sms.provider import Provider

ROUNDING = 1e-6  # per cent that fractions may lack


class Router(Provider):
    """Draws a provider for each message, with the chances that were given in per cent."""

    def __init__(self, chances: Iterable[tuple[Provider, float]]) -> None:
        self._chances = [(provider, self._checked(chance)) for provider, chance in chances]
        if not math.isclose(sum(chance for _, chance in self._chances), 100, rel_tol=0, abs_tol=ROUNDING):
            raise ValueError("the chances do not add up to 100 per cent")
        self._random = random.Random()

    def send_sms(self, phone_number: str, message: str) -> None:
        self._draw().send_sms(phone_number, message)

    def _draw(self) -> Provider:
        *first, (last, _) = [(provider, chance) for provider, chance in self._chances if chance > 0]
        left = self._random.uniform(0, 100)
        for provider, chance in first:
            left -= chance
            if left < 0:
                return provider
        return last

    @staticmethod
    def _checked(chance: float) -> float:
        if chance < 0 or chance > 100 or math.isnan(chance):
            raise ValueError(f"{chance} is no chance in per cent")
        return chance
