"""Decides between Watertel and Milio."""

from collections import Counter
from typing import Any

EVERY = 5  # one message in five is a fifth of all


class WatertelOrMilio:
    """Sends every fifth message to a number through Milio and the others through Watertel."""

    def __init__(self, watertel: Any, milio: Any) -> None:
        self.watertel = watertel
        self.milio = milio
        self.sent: Counter[str] = Counter()

    def send_sms(self, phone_number: str, message: str) -> None:
        self.sent[phone_number] += 1
        through = self.milio if self.sent[phone_number] % EVERY == 0 else self.watertel
        through.send_sms(phone_number, message)
