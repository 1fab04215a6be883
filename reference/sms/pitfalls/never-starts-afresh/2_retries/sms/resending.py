"""Sends again when the provider fails."""

import time
from collections.abc import Callable

from sms.errors import ProviderFailure
from sms.sender import Sender

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt, as the business asked


class ResendingSender:
    """Tries `sender` once more after each of the waits, as long as the provider fails."""

    def __init__(self, sender: Sender, sleep: Callable[[float], object] = time.sleep) -> None:
        self._sender = sender
        self._sleep = sleep
        self._failures = 0

    def send_sms(self, phone_number: str, message: str) -> None:
        while True:
            try:
                self._sender.send_sms(phone_number, message)
            except ProviderFailure:
                if self._failures == len(WAITS):
                    raise
                self._sleep(WAITS[self._failures])
                self._failures += 1
            else:
                self._failures = 0
                return
