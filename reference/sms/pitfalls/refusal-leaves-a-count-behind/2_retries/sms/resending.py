"""Sends again when the provider fails."""

import time
from collections.abc import Callable, Iterable

from sms.errors import ProviderFailure
from sms.sender import Sender

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt, as the business asked


class ResendingSender:
    """Tries `sender` once more after each of the `waits`, as long as the provider fails."""

    def __init__(
        self, sender: Sender, waits: Iterable[float] = WAITS, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._sender = sender
        self._waits = tuple(waits)
        self._sleep = sleep
        self._failures = 0

    def send_sms(self, phone_number: str, message: str) -> None:
        while not self._is_delivered(phone_number, message):
            self._sleep(self._waits[self._failures - 1])
        self._failures = 0

    def _is_delivered(self, phone_number: str, message: str) -> bool:
        try:
            self._sender.send_sms(phone_number, message)
        except ProviderFailure:
            if self._failures == len(self._waits):
                self._failures = 0
                raise
            self._failures += 1
            return False
        return True
