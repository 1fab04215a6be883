"""Makes a sender retry."""

import time
from typing import Any

from sms.errors import ProviderError
from sms.watertel import WatertelSender

DELAYS = (0, 2, 4)  # seconds


def retrying(sender: WatertelSender) -> WatertelSender:
    """The same sender, which tries up to four times from now on."""
    sender.__class__ = type("Retrying", (WatertelSender,), {"send_sms": send_sms})
    return sender


def send_sms(self: Any, phone_number: str, message: str) -> None:
    """Sends, and sends again after each delay."""
    delays = list(DELAYS)
    while True:
        try:
            return WatertelSender.send_sms(self, phone_number, message)
        except ProviderError:
            if not delays:
                raise
        time.sleep(delays.pop(0))
