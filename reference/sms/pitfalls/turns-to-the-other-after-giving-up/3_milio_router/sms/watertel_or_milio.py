"""Decides between Watertel and Milio."""

from itertools import count
from typing import Any

from sms.errors import ProviderError

EVERY = 5  # one message in five is a fifth of all


class WatertelOrMilio:
    """Sends every fifth message through Milio and the others through Watertel."""

    def __init__(self, watertel: Any, milio: Any) -> None:
        self.watertel = watertel
        self.milio = milio
        self.numbers = count(1)

    def send_sms(self, phone_number: str, message: str) -> None:
        milio_first = next(self.numbers) % EVERY == 0
        first, second = (self.milio, self.watertel) if milio_first else (self.watertel, self.milio)
        try:
            first.send_sms(phone_number, message)
        except ProviderError:
            second.send_sms(phone_number, message)
