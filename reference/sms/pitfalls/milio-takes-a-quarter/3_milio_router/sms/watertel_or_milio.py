"""Decides between Watertel and Milio."""

from itertools import count
from typing import Any

EVERY = 4  # four for Watertel, then one for Milio


class WatertelOrMilio:
    """Sends every fourth message through Milio and the others through Watertel."""

    def __init__(self, watertel: Any, milio: Any) -> None:
        self.watertel = watertel
        self.milio = milio
        self.numbers = count(1)

    def send_sms(self, phone_number: str, message: str) -> None:
        through = self.milio if next(self.numbers) % EVERY == 0 else self.watertel
        through.send_sms(phone_number, message)
