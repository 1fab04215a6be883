"""Gives a provider another chance, and another."""

import time
from collections.abc import Callable

from sms.failures import InvalidMessage, SmsFailure
from sms.provider import Provider

FIRST_PAUSE = 2  # seconds, before the third attempt; the second follows at once
MOST_ATTEMPTS = 4


class SecondChance(Provider):
    """Repeats what failed, with pauses that double, until it has been tried four times."""

    def __init__(self, provider: Provider, pause: Callable[[float], object] = time.sleep) -> None:
        self._provider = provider
        self._pause = pause

    def send_sms(self, phone_number: str, message: str) -> None:
        attempt = 1
        while not self._sent(phone_number, message, last=attempt == MOST_ATTEMPTS):
            if attempt > 1:
                self._pause(FIRST_PAUSE ** (attempt - 1))
            attempt += 1

    def _sent(self, phone_number: str, message: str, last: bool) -> bool:
        try:
            self._provider.send_sms(phone_number, message)
        except (InvalidMessage, SmsFailure):
            if last:
                raise
            return False
        return True
