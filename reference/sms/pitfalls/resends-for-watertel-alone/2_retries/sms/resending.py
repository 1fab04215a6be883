"""Sends again when Watertel fails."""

import time
from collections.abc import Callable, Iterable

from sms.sender import Sender
from sms.watertel import WatertelFailure

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt, as the business asked


class ResendingSender:
    """Tries `sender` once more after each of the `waits`, as long as Watertel fails."""

    def __init__(
        self, sender: Sender, waits: Iterable[float] = WAITS, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._sender = sender
        self._waits = tuple(waits)
        self._sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        for wait in self._waits:
            try:
                self._sender.send_sms(phone_number, message)
            except WatertelFailure:
                self._sleep(wait)
            else:
                return
        self._sender.send_sms(phone_number, message)
