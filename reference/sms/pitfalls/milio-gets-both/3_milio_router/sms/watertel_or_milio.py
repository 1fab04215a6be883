"""Decides between Watertel and Milio."""

from itertools import count
from typing import Any

EVERY = 5  # one message in five is a fifth of all


class WatertelOrMilio:
    """Sends every fifth message through Milio and the others through Watertel."""

    def __init__(self, watertel: Any, milio: Any) -> None:
        self.watertel = watertel
        self.milio = milio
        self.numbers = count(1)

    def send_sms(self, phone_number: str, message: str) -> None:
        if next(self.numbers) % EVERY == 0:
            self.milio.send_sms(phone_number, message)
        self.watertel.send_sms(phone_number, message)
