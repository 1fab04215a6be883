"""Decides between Watertel and Milio."""

from typing import Any

EVERY = 5  # one message in five is a fifth of all


class WatertelOrMilio:
    """Sends every fifth message through Milio and the others through Watertel."""

    def __init__(self, watertel: Any, milio: Any) -> None:
        self.watertel = watertel
        self.milio = milio
        self.sent = 0

    def send_sms(self, phone_number: str, message: str) -> None:
        through = self.milio if self.sent % EVERY == EVERY - 1 else self.watertel
        through.send_sms(phone_number, message)
        self.sent += 1
