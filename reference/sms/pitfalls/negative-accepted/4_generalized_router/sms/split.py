"""One way out of many, as often as was agreed."""

import random
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Protocol

CLOSE = 1e-6  # how far from 100 a sum of fractions may end


class Provider(Protocol):
    """Anything that sends a message."""

    def send_sms(self, phone_number: str, message: str) -> None: ...


class SplitProvider:
    """Leaves each message to one of its providers, drawn by the length of its stretch of 100."""

    def __init__(
        self,
        providers: Sequence[Provider],
        stretches: Sequence[float],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._providers = providers
        self._ends = tuple(accumulate(stretches))
        self._chance = chance

    def send_sms(self, phone_number: str, message: str) -> None:
        point = self._chance() * self._ends[-1]
        self._providers[bisect(self._ends, point, hi=len(self._ends) - 1)].send_sms(phone_number, message)


def make_router(split: Sequence[tuple[Provider, float]]) -> SplitProvider:
    """A provider that splits its messages by percentages, which add up to 100."""
    for _, percentage in split:
        if percentage != percentage:
            raise ValueError(f"{percentage} is no percentage")
    used = [(provider, percentage) for provider, percentage in split if percentage]
    total = sum(percentage for _, percentage in used)
    if not -CLOSE <= total - 100 <= CLOSE:
        raise ValueError(f"the percentages add up to {total}, and should to 100")
    return SplitProvider([provider for provider, _ in used], [percentage for _, percentage in used])
