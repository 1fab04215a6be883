"""One way out of many, as often as was agreed."""

import random
from collections.abc import Callable, Sequence
from typing import Protocol

CLOSE = 1e-6  # how far from 100 a sum of fractions may end


class Provider(Protocol):
    """Anything that sends a message."""

    def send_sms(self, phone_number: str, message: str) -> None: ...


class SplitProvider:
    """Leaves each message to one of its providers, drawn by chance."""

    def __init__(
        self,
        providers: Sequence[Provider],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._providers = providers
        self._chance = chance

    def send_sms(self, phone_number: str, message: str) -> None:
        place = int(self._chance() * len(self._providers))
        self._providers[place].send_sms(phone_number, message)


def make_router(split: Sequence[tuple[Provider, float]]) -> SplitProvider:
    """A provider that splits its messages by percentages, which add up to 100."""
    for _, percentage in split:
        if not 0 <= percentage <= 100:
            raise ValueError(f"{percentage} is no percentage from 0 to 100")
    used = [(provider, percentage) for provider, percentage in split if percentage > 0]
    total = sum(percentage for _, percentage in used)
    if not -CLOSE <= total - 100 <= CLOSE:
        raise ValueError(f"the percentages add up to {total}, and should to 100")
    return SplitProvider([provider for provider, _ in used])
