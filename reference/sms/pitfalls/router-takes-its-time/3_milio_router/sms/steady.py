"""Spreads the load."""

import time

from sms.provider import Provider

PAUSE = 0.1  # seconds


class Steady(Provider):
    """Lets some time pass after each message."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def send_sms(self, phone_number: str, message: str) -> None:
        self._provider.send_sms(phone_number, message)
        time.sleep(PAUSE)
