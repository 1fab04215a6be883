"""Splits messages by percentages, evenly and without chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from sms.provider import Provider

GOLDEN = (5**0.5 - 1) / 2  # steps of this length around a circle fall evenly on every part of it


@dataclass
class Split:
    """Walks around a circle of 100; `parts` are the providers with the ends of their arcs."""

    parts: list[tuple[Provider, float]]
    place: float = 0.0

    def send_sms(self, phone_number: str, message: str) -> None:
        self.place = (self.place + GOLDEN) % 1
        reached = [provider for provider, end in self.parts if self.place * 100 < end]
        chosen = reached[0] if reached else self.parts[-1][0]
        chosen.send_sms(phone_number, message)


def make_router(splits: Iterable[tuple[Provider, float]]) -> Split:
    """A provider that splits messages by percentages; raises `ValueError` when they are not parts of 100."""
    providers, percentages = [], []
    for provider, percentage in splits:
        if not (percentage >= 0 and percentage <= 100):
            raise ValueError(f"not a percentage: {percentage}")
        if percentage:
            providers.append(provider)
            percentages.append(percentage)
    ends = list(accumulate(percentages))
    if not ends or round(ends[-1]) != 100:
        raise ValueError(f"not 100 in all: {percentages}")
    return Split(list(zip(providers, ends, strict=True)))
