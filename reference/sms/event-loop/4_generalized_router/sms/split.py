"""Any split of messages between any senders."""

import math
from collections.abc import Iterable

from sms.lottery import Lottery
from sms.sender import Sender


def make_router(split: Iterable[tuple[Sender, float]]) -> Lottery:
    """A router that sends to each (sender, percentage) its share; raises ValueError when they are no split."""
    pairs = list(split)
    percentages = [percentage for _, percentage in pairs]
    if not all(0 <= percentage <= 100 for percentage in percentages):
        raise ValueError("a percentage is a number from 0 to 100")
    if not math.isclose(math.fsum(percentages), 100, abs_tol=1e-6):
        raise ValueError("the percentages must add up to 100")
    return Lottery([sender for sender, _ in pairs], percentages)
