"""A lottery between senders."""

import random
from collections.abc import Sequence

from sms.sender import Sender


class Lottery:
    """Draws a sender for each message; a sender of 80 % is drawn four times as often as one of 20 %."""

    def __init__(self, senders: Sequence[Sender], percentages: Sequence[float]) -> None:
        self._senders = senders
        self._percentages = percentages

    def send_sms(self, phone_number: str, message: str) -> None:
        (drawn,) = random.choices(self._senders, self._percentages)
        drawn.send_sms(phone_number, message)
