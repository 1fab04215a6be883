"""Gives Milio another chance, and another."""

import time
from collections.abc import Callable

from sms.failures import SmsFailure
from sms.milio import Milio
from sms.provider import Provider

START = 2  # seconds
TRIES = 4


class MilioSecondChance(Provider):
    """Repeats what Milio failed to send, with pauses that double."""

    def __init__(self, milio: Milio, wait: Callable[[float], object] = time.sleep) -> None:
        self._milio = milio
        self._wait = wait

    def send_sms(self, phone_number: str, message: str) -> None:
        count = 1
        while not self._done(phone_number, message, final=count == TRIES):
            if count > 1:
                self._wait(START ** (count - 1))
            count += 1

    def _done(self, phone_number: str, message: str, final: bool) -> bool:
        try:
            self._milio.send_sms(phone_number, message)
        except SmsFailure:
            if final:
                raise
            return False
        return True
