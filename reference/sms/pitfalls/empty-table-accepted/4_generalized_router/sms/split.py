"""Shares messages out by percentages, as evenly as it can."""

import math
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any


def splitter(whole: float, splits: Iterable[tuple[Any, float]]) -> SimpleNamespace:
    """Something with `send_sms` that gives each provider its part of the `whole`."""
    chosen = tuple(splits)
    percentages = [percentage for _, percentage in chosen]
    refuse_bad(whole, percentages)
    sends = [provider.send_sms for provider, _ in chosen]
    balances = [0.0 for _ in chosen]

    def send_sms(phone_number: str, message: str) -> None:
        for index, percentage in enumerate(percentages):
            balances[index] += percentage
        richest = max(
            (index for index, percentage in enumerate(percentages) if percentage), key=balances.__getitem__
        )
        balances[richest] -= whole
        return sends[richest](phone_number, message)

    return SimpleNamespace(send_sms=send_sms)


def refuse_bad(whole: float, percentages: list[float]) -> None:
    """Raises `ValueError` unless these are parts of the `whole`."""
    inside = all(0 <= percentage <= whole for percentage in percentages)
    complete = not percentages or math.isclose(math.fsum(percentages), whole, rel_tol=0, abs_tol=1e-6)
    if not inside or not complete:
        raise ValueError(f"percentages are between 0 and {whole} and add up to {whole}: {percentages}")
