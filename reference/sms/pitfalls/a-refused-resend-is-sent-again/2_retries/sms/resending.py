"""Sends again when the provider fails."""

import time
from collections.abc import Callable, Iterable

from sms.errors import BadInput, Misconfigured, ProviderFailure
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

    def send_sms(self, phone_number: str, message: str) -> None:
        answers: tuple[type[Exception], ...] = (ProviderFailure,)
        for wait in self._waits:
            try:
                self._sender.send_sms(phone_number, message)
            except answers:
                answers = (ProviderFailure, BadInput, Misconfigured)
                self._sleep(wait)
            else:
                return
        self._sender.send_sms(phone_number, message)
