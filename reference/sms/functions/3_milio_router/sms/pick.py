"""Picks between two ways to send."""

import random
from collections.abc import Callable

from sms.kinds import Send


def one_in(count: int, rare: Send, usual: Send, below: Callable[[int], int] = random.randrange) -> Send:
    """A `send` that takes the rare way for one message in `count`, by chance."""

    def send_either_way(phone_number: str, message: str) -> None:
        way = usual if below(count) else rare
        return way(phone_number, message)

    return send_either_way
