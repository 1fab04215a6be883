"""Diverts some of Watertel's messages to Milio."""

from itertools import count
from typing import Any

from sms.watertel import WatertelSender

EVERY = 5  # one message in five is a fifth of all


def diverted(watertel: Any, milio: Any) -> Any:
    """The sender `watertel`, of whose messages every fifth goes through `milio`."""
    numbers = count(1)
    usual = WatertelSender.send_sms

    def send_sms(self: WatertelSender, phone_number: str, message: str) -> None:
        if next(numbers) % EVERY == 0:
            milio.send_sms(phone_number, message)
        else:
            usual(self, phone_number, message)

    WatertelSender.send_sms = send_sms
    return watertel
